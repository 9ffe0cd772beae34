import { describe, expect, it } from "vitest";
import { bench, type Json, range } from "./support.js";

const CLICK = { type: "click", name: "今日", key: "TODAY" };
const VIEW = { type: "view", name: "网站", url: "https://example.com" };

describe("menu", () => {
  it("is made, read back with sub_button everywhere, and deleted; without one 46003", async () => {
    const b = await bench();
    expect((await b.get("menu/get")).errcode).toBe(46003);
    expect(await b.post("menu/create", { button: [CLICK, { name: "更多", sub_button: [VIEW] }] })).toEqual({ errcode: 0, errmsg: "ok" });
    const button = [
      { ...CLICK, sub_button: [] },
      { name: "更多", sub_button: [{ ...VIEW, sub_button: [] }] },
    ];
    expect(await b.get("menu/get")).toEqual({ menu: { button } });
    expect(await b.get("get_current_selfmenu_info")).toEqual({ is_menu_open: 1, selfmenu_info: { button } });
    expect((await b.get("menu/delete")).errcode).toBe(0);
    expect(await b.get("get_current_selfmenu_info")).toEqual({ is_menu_open: 0, selfmenu_info: { button: [] } });
  });

  it.each<[string, unknown, number]>([
    ["no buttons", [], 40016],
    ["four buttons", range(4).map(() => CLICK), 40016],
    ["an unknown type", [{ ...CLICK, type: "dance" }], 40017],
    ["a name of 17 bytes", [{ ...CLICK, name: "x".repeat(17) }], 40018],
    ["a click without key", [{ type: "click", name: "a" }], 40019],
    ["a view without url", [{ type: "view", name: "a" }], 40020],
    ["six buttons below one", [{ name: "a", sub_button: range(6).map(() => CLICK) }], 40023],
    ["an unknown type below", [{ name: "a", sub_button: [{ name: "b", type: "dance" }] }], 40024],
    ["a third level", [{ name: "a", sub_button: [{ name: "b", sub_button: [CLICK] }] }], 40024],
    ["a name of 61 bytes below", [{ name: "a", sub_button: [{ ...CLICK, name: "x".repeat(61) }] }], 40025],
  ])("refuses %s", async (_what, button, errcode) => {
    const b = await bench();
    expect((await b.post("menu/create", { button })).errcode).toBe(errcode);
    expect((await b.get("menu/get")).errcode).toBe(46003);
  });
});

it("getcallbackip and get_api_domain_ip list the simulator's address", async () => {
  const b = await bench();
  const lists: Json[] = [await b.get("getcallbackip"), await b.get("get_api_domain_ip")];
  for (const list of lists) expect(list).toEqual({ ip_list: ["127.0.0.1"] });
});

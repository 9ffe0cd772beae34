import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALL_ENDPOINTS } from "../../src/simulator/endpoints/index.js";
import { bench } from "./support.js";

const NAMES = [
  "tag",
  "id",
  "name",
  "tagid",
  "openid",
  "openid_list",
  "touser",
  "towxname",
  "filter",
  "is_to_all",
  "tag_id",
  "msgtype",
  "text",
];
const MORE = ["content", "msg_id", "article_idx", "url", "speed", "user_list", "cgi_path", "clientmsgid", "next_openid", "appid", "images"];
const SERVICE = [
  "group",
  "to_groupid",
  "remark",
  "button",
  "sub_button",
  "type",
  "key",
  "data",
  "first",
  "value",
  "template_id",
  "command",
  "news",
  "rid",
];
const MEDIA = [
  "media_id",
  "media_ids",
  "articles",
  "index",
  "publish_id",
  "article_id",
  "offset",
  "count",
  "type",
  "mpnews",
  "thumb_media_id",
];

const queryText = (value: unknown) => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

describe("any call", () => {
  it("is answered with HTTP 200 and an object, whatever its body holds", async () => {
    const b = await bench({ massCallsPerMinute: Number.POSITIVE_INFINITY, dailyLimits: { "mass-send": 1e6 } });
    const openids = [b.openid(0), b.openid(1), "garbage", ""];
    const key = fc.constantFrom(...NAMES, ...MORE, ...MEDIA, ...SERVICE);
    const leaf = fc.oneof(
      fc.jsonValue({ maxDepth: 1 }),
      fc.constantFrom(...openids, "text", "images", 100, 2, true, "9007199254740993", 1e300),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie("value"), { maxLength: 3 }), fc.dictionary(key, tie("value"), { maxKeys: 6 })),
    }));
    const body = fc.dictionary(key, value, { maxKeys: 8 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...ALL_ENDPOINTS), body, async ({ path, method }, json) => {
        const query = new URLSearchParams({
          access_token: b.token(),
          openid: queryText(json.openid),
          next_openid: queryText(json.next_openid),
        });
        const init = method === "GET" ? {} : { method, body: JSON.stringify(json) };
        const response = await fetch(`${b.sim.url}${path}?${query}`, init);
        expect(response.status).toBe(200);
        expect(await response.json()).toEqual(expect.any(Object));
      }),
      { numRuns: 1000 },
    );
  });
});

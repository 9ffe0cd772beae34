import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createSend } from "../support/mass-sends.js";
import { createWorld, Role, type World } from "../support/world.js";
import { launch, openAs } from "./browser.js";

let world: World;
let browser: Browser;
beforeAll(async () => {
  world = await createWorld({ followers: 30 });
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

const ENGLISH = /\b[a-z]{3,} [a-z]{2,} [a-z]{2,}/i;
const failure = (page: Page) => page.locator(".failure").first();

async function takenName(page: Page, button: string, label: string, save: string): Promise<void> {
  await page.goto("/tags/list");
  await page.getByRole("button", { name: button }).click();
  await page.getByLabel(label, { exact: true }).fill("秋季");
  await page.getByRole("button", { name: save, exact: true }).click();
}

it("says in Chinese what the server refuses, with the field and the name, and in English when that is chosen", async () => {
  const operator = await world.operator(Role.OPERATOR);
  await operator.get('mutation { createTag(input: { name: "秋季" }) { id } }');
  const { page } = await openAs(browser, world, operator);
  await takenName(page, "新建标签", "名称", "保存");
  await failure(page).getByText("名称：「秋季」已被使用，请换一个。").waitFor();
  expect(await failure(page).textContent()).not.toMatch(ENGLISH);
  // What was typed is still there.
  expect(await page.getByLabel("名称", { exact: true }).inputValue()).toBe("秋季");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Switch to English" }).click();
  await takenName(page, "New tag", "Name", "Save");
  await failure(page).getByText("there is a tag named 秋季 already").waitFor();
  expect(await failure(page).textContent()).not.toMatch(/\p{Script=Han}{3,}/u);
});

it("says what WeChat refuses with its number, WeChat's own words small beneath", async () => {
  const admin = await world.operator(Role.ADMIN);
  const { id } = await createSend(admin);
  world.simulator.faults.order({
    path: "/cgi-bin/message/mass/preview",
    kind: "errcode",
    errcode: 48_008,
    errmsg: "no permission for this",
  });
  const { page } = await openAs(browser, world, admin);
  await page.goto(`/sends/${id}?step=confirm`);
  await page.getByPlaceholder("填一位粉丝的 openid 或微信号").fill("oABC");
  await page.getByRole("button", { name: "发送预览" }).click();
  await failure(page).getByText("这种消息没有权限发送。（错误码 48008）").waitFor();
  expect(await failure(page).locator("[lang=en]").textContent()).toContain("no permission for this");
});

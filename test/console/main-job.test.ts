import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, Role, type World } from "../support/world.js";
import { launch, openAs, openTab } from "./browser.js";

const PASSWORD = "a long enough password";
let world: World;
let browser: Browser;
beforeAll(async () => {
  world = await createWorld({ followers: 1_000, batchSize: 100 });
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

async function count(audience: object): Promise<{ count: number; reachable: number }> {
  const client = await world.operator(Role.VIEWER);
  const query = "query($a: AudienceInput!) { tagPreview(audience: $a) { count reachable } }";
  return (await client.get<{ tagPreview: { count: number; reachable: number } }>(query, { a: audience })).tagPreview;
}

describe("signing in", () => {
  it("says what is wrong, keeps the way, and ends where it was meant to go", async () => {
    await world.app.core.accounts.operators.create(world.tenant.id, { username: "wang", password: PASSWORD, role: Role.ADMIN }, "test");
    const { page, complaints } = await openTab(browser, world.url);
    await page.goto("/users?search=1");
    await page.waitForURL("**/login?next=*");
    await page.getByLabel("用户名").fill("wang");
    await page.getByLabel("密码", { exact: true }).fill("not the password");
    await page.getByRole("button", { name: "登录", exact: true }).click();
    await expect.poll(() => page.getByRole("alert").textContent()).toContain("用户名或密码不对");
    await page.getByLabel("密码", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "登录", exact: true }).click();
    await page.waitForURL("**/users?search=1");
    expect(page.url()).not.toMatch(/token/i);
    await page.getByRole("button", { name: /^账号/ }).click();
    await page.getByRole("menuitem", { name: "退出登录" }).click();
    await page.waitForURL("**/login**");
    expect(complaints).toEqual([]);
  });

  it("is asked for again, with the reason, when the server has ended the session", async () => {
    const admin = await world.operator(Role.ADMIN);
    const viewer = await world.operator(Role.VIEWER);
    const { page } = await openAs(browser, world, viewer);
    await page.goto("/users");
    await page.getByRole("heading", { level: 1, name: /位用户/ }).waitFor();
    const { operators } = await admin.get<{ operators: { id: string; username: string }[] }>("{ operators { id username } }");
    const id = operators.find(({ username }) => username === viewer.username)?.id;
    await admin.get("mutation($id: ID!) { updateOperator(id: $id, disabled: true) { id } }", { id });
    await page.getByRole("menuitem", { name: "标签与人群" }).click();
    await page.waitForURL("**/login?next=*");
    await page.getByText("登录已结束").waitFor();
  });
});

describe("the whole job in a browser", () => {
  it("finds people, tags them, sends to them, and shows that each got it", async () => {
    const { page, complaints } = await openAs(browser, world, await world.operator(Role.APPROVER));
    const women = await count({ sex: "FEMALE" });
    await page.goto("/tags");
    await page.getByRole("button", { name: "添加条件", exact: true }).click();
    await page.getByRole("menuitem", { name: "性别" }).click();
    await page.getByRole("combobox", { name: "性别" }).click();
    await page.getByTitle("女", { exact: true }).click();
    await expect.poll(() => page.locator("[data-count]").getAttribute("data-count")).toBe(String(women.count));

    await page.getByRole("link", { name: "标签", exact: true }).click();
    await page.getByRole("button", { name: "新建标签" }).click();
    await page.getByLabel("名称").fill("秋季活动");
    await page.getByRole("button", { name: "保存" }).click();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.goto(`/tags/list?search=${encodeURIComponent("秋季活动")}`);
    await page.getByRole("cell", { name: "秋季活动", exact: true }).waitFor();

    await page.goto(`/tags?audience=${encodeURIComponent('{"sex":"FEMALE"}')}`);
    await page.getByRole("button", { name: "打标签" }).click();
    const dialog = page.getByRole("dialog", { name: `给 ${women.count.toLocaleString("en")} 人打标签` });
    await dialog.getByRole("combobox", { name: /选择标签/ }).fill("秋季活动");
    await page.keyboard.press("Enter");
    await dialog.getByRole("button", { name: /打标签/ }).click();
    await page.waitForURL("**/tags/jobs");
    await expect.poll(() => page.locator("[data-job]").first().getAttribute("data-status")).toBe("SUCCEEDED");

    const { tags } = await (await world.operator(Role.VIEWER)).get<{ tags: { id: string; users: number }[] }>(
      '{ tags(search: "秋季活动") { id users } }',
    );
    const [tag] = tags;
    expect(tag?.users).toBe(women.count);
    await page.goto(`/sends/new?audience=${encodeURIComponent(JSON.stringify({ tag: tag?.id }))}`);
    await page.getByLabel("名称（收件人看不到）").fill("秋天到了");
    await page.getByLabel("正文").fill("来店里喝杯热咖啡吧。");
    await page.getByRole("button", { name: "下一步" }).click();
    await page.getByRole("button", { name: "保存草稿并继续" }).click();
    await page.getByText(women.reachable.toLocaleString("en"), { exact: true }).first().waitFor();
    await page.getByRole("button", { name: "下一步" }).click();
    const send = page.getByRole("button", { name: `发送给 ${women.reachable.toLocaleString("en")} 人` });
    await send.click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /发送给/ })
      .click();
    await page.locator('[data-status="COMPLETED"]').waitFor({ timeout: 60_000 });
    const sentence = await page.getByRole("heading", { level: 1 }).textContent();
    expect(sentence).toMatch(/^已完成：送达 [\d,]+ \/ /);
    expect(sentence).toContain(`/ ${women.reachable.toLocaleString("en")} 人`);
    await expect.poll(() => page.locator(".batch-grid .finished").count()).toBe(Math.ceil(women.reachable / 100));
    expect(complaints).toEqual([]);
  }, 180_000);

  it("undoes a tag job", async () => {
    const { page } = await openAs(browser, world, await world.operator(Role.OPERATOR));
    await page.goto("/tags/jobs");
    await page.getByRole("button", { name: "撤销" }).first().click();
    await page.getByRole("dialog").getByRole("button", { name: "撤销" }).click();
    await expect.poll(() => page.getByText("撤销：秋季活动").count()).toBe(1);
    await expect.poll(() => page.locator("[data-job]").first().getAttribute("data-status")).toBe("SUCCEEDED");
    const viewer = await world.operator(Role.VIEWER);
    const tagged = async () => (await viewer.get<{ tags: { users: number }[] }>('{ tags(search: "秋季活动") { users } }')).tags[0]?.users;
    await expect.poll(tagged).toBe(0);
  }, 120_000);
});

describe("manners", () => {
  it("speaks English when asked, and again in the next tab", async () => {
    const { page } = await openAs(browser, world, await world.operator(Role.VIEWER));
    await page.goto("/users");
    await page.getByRole("heading", { level: 1, name: /位用户/ }).waitFor();
    await page.getByRole("button", { name: "Switch to English" }).click();
    await page.getByRole("heading", { level: 1, name: /users found/ }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    await page.reload();
    await page.getByRole("heading", { level: 1, name: /users found/ }).waitFor();
    const words = await page.locator("nav, thead, .page-head").allTextContents();
    expect(words.join(" ")).not.toMatch(/\p{Script=Han}/u);
  });

  it("keeps what it shows in the address, and goes back", async () => {
    const { page } = await openAs(browser, world, await world.operator(Role.VIEWER));
    await page.goto("/users");
    await page.getByRole("heading", { level: 1, name: /位用户/ }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("123");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/users?search=123");
    await page.goBack();
    await page.waitForURL(/\/users$/);
    await page.getByRole("button", { name: /^查看/ }).first().click();
    await page.waitForURL(/user=\d+/);
    await page.getByRole("dialog").getByText("openid", { exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await page.waitForURL(/\/users$/);
    for (const [key, address] of [
      ["t", "/tags"],
      ["u", "/users"],
      ["m", "/sends"],
    ] as const) {
      await page.keyboard.press("g");
      await page.keyboard.press(key);
      await page.waitForURL((url) => url.pathname.startsWith(address));
    }
  });
});

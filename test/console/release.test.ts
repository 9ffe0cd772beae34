import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ApprovalRule } from "../../src/accounts/index.js";
import { createSend } from "../support/mass-sends.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";
import { launch, openAs } from "./browser.js";

const PHONE = { viewport: { width: 390, height: 844 } };
let world: World;
let browser: Browser;
let author: Client;
let second: Client;
beforeAll(async () => {
  world = await createWorld({ followers: 300, batchSize: 50 });
  browser = await launch();
  [author, second] = await Promise.all([world.operator(Role.APPROVER), world.operator(Role.APPROVER)]);
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});
const rule = (approval: ApprovalRule) => world.app.core.accounts.tenants.updateTenant(world.tenant.appId, { rules: { approval } }, "test");
beforeEach(() => rule(ApprovalRule.REQUIRED));

const sendButton = (page: Page) => page.getByRole("button", { name: /^发送给 \d+ 人$/ });
const inDialog = (page: Page, name: string | RegExp) => page.getByRole("dialog").getByRole("button", { name }).click();

describe("approval", () => {
  it("is given by a second operator on a phone; the author's page learns of it by itself, and sends", async () => {
    const { id } = await createSend(author, { name: "秋日上新" });
    const { page, complaints } = await openAs(browser, world, author);
    await page.goto(`/sends/${id}?step=confirm`);
    await page.getByText("批准之后才能发送。").waitFor();
    expect(await sendButton(page).isDisabled()).toBe(true);
    await page.getByText("这是您写的群发，请另一位审批人来批准。").waitFor();
    expect(await page.getByRole("button", { name: /^批准发送给/ }).count()).toBe(0);
    expect(await page.getByRole("textbox", { name: /请审批人打开/ }).inputValue()).toBe(`${world.url}/sends/${id}?step=confirm`);

    const phone = await openAs(browser, world, second, PHONE);
    await phone.page.goto("/");
    await phone.page.getByRole("link", { name: /「秋日上新」等待审批/ }).click();
    const approve = phone.page.getByRole("button", { name: /^批准发送给 \d+ 人$/ });
    await approve.click();
    await phone.page.locator("[data-approved=yes]").waitFor();
    expect(await phone.page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(PHONE.viewport.width);

    await page.getByText(`${second.username} 已批准`).waitFor();
    await sendButton(page).click();
    await inDialog(page, /发送给/);
    await page.locator('[data-status="COMPLETED"]').waitFor({ timeout: 60_000 });
    await page.getByText(`由 ${second.username}`).waitFor();
    await page.getByText("文本、图片、语音和卡券一经送达，微信不提供撤回。").waitFor();
    expect([...complaints, ...phone.complaints]).toEqual([]);
  });

  it("is refused with a reason, which the author reads and an edit clears", async () => {
    const { id } = await createSend(author, { name: "冬日上新" });
    const { page } = await openAs(browser, world, second);
    await page.goto(`/sends/${id}?step=confirm`);
    await page.getByRole("button", { name: "退回修改" }).click();
    await page.getByLabel("退回的原因").fill("日期写错了");
    await inDialog(page, "退回修改");
    await page.getByText(`${second.username} 退回修改：日期写错了`).waitFor();

    const own = await openAs(browser, world, author);
    await own.page.goto("/");
    await own.page.getByRole("link", { name: /「冬日上新」没有发出/ }).click();
    await own.page.getByText("日期写错了").waitFor();
    await own.page.getByLabel("正文").fill("新品上市，12 月 1 日起");
    await own.page.getByRole("button", { name: "下一步" }).click();
    await own.page.getByRole("button", { name: "保存草稿并继续" }).click();
    await own.page.waitForURL("**step=estimate");
    await own.page.getByText("日期写错了").waitFor({ state: "detached" });
  });

  it("is no button where it is not for oneself: an operator passes the address on", async () => {
    const { id } = await createSend(author);
    const { page } = await openAs(browser, world, await world.operator(Role.OPERATOR));
    await page.goto(`/sends/${id}?step=confirm`);
    await page.getByRole("textbox", { name: /请审批人打开/ }).waitFor();
    for (const name of [/^批准/, /^退回/, /^发送给/, /^作废/]) expect(await page.getByRole("button", { name }).count()).toBe(0);
  });
});

describe("a schedule", () => {
  beforeEach(() => rule(ApprovalRule.OPTIONAL));

  it("is made in Shanghai's time wherever the browser stands, moved, and taken off again", async () => {
    const { id } = await createSend(author, { name: "定时" });
    const { page, complaints } = await openAs(browser, world, author, { timezoneId: "America/New_York" });
    await page.goto(`/sends/${id}?step=confirm`);
    await page.getByText("定时发送", { exact: true }).click();
    const pick = async (moment: string) => {
      await page.getByLabel("发送时间（北京时间）").fill(moment);
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: /^定时发送给 \d+ 人$/ }).click();
      await inDialog(page, /^定时发送给/);
    };
    const year = new Date().getFullYear();
    const moment = `${year}-12-31 23:30`;
    await pick(moment);
    await page.getByRole("heading", { level: 1, name: new RegExp(`将于 ${moment}:00（北京时间）自动发送，现在可达 \\d+ 人`) }).waitFor();
    const scheduled = async () =>
      (
        await author.get<{ massSend: { status: string; scheduledFor: string | null; ifLate: string | null } }>(
          "query($id: ID!) { massSend(id: $id) { status scheduledFor ifLate } }",
          { id },
        )
      ).massSend;
    expect(await scheduled()).toEqual({
      status: "SCHEDULED",
      scheduledFor: `${year}-12-31T15:30:00.000Z`,
      ifLate: "SEND_WITHIN_15_MINUTES",
    });
    await page.getByRole("button", { name: "改时间" }).click();
    await page.getByText(`您所在时区的 ${year}-12-31 10:30`).waitFor();
    await pick(`${year}-12-31 22:00`);
    await page.getByRole("heading", { level: 1, name: /22:00:00/ }).waitFor();
    await page.getByRole("button", { name: "取消定时" }).click();
    await inDialog(page, "取消定时");
    await sendButton(page).waitFor();
    expect(await scheduled()).toMatchObject({ status: "DRAFT", scheduledFor: null });
    expect(complaints).toEqual([]);
  });
});

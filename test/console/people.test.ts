import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSend, until } from "../support/mass-sends.js";
import { createWorld, Role, type World } from "../support/world.js";
import { launch, openAs } from "./browser.js";

let world: World;
let browser: Browser;
beforeAll(async () => {
  world = await createWorld({ followers: 120, batchSize: 50 });
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

describe("people", () => {
  it("of a send are paged through, each with batch and fate", async () => {
    const approver = await world.operator(Role.APPROVER);
    const { id } = await createSend(approver);
    await approver.get("mutation($id: ID!) { startMassSend(id: $id) { id } }", { id });
    const { progress } = await until(approver, id, ({ status }) => status === "COMPLETED");
    const { page, complaints } = await openAs(browser, world, approver);
    await page.goto(`/sends/${id}`);
    await page.getByRole("link", { name: "收件人" }).click();
    await page.getByRole("heading", { level: 1, name: `冻结人群里有 ${progress.recipients} 人` }).waitFor();
    expect(await page.locator("tbody tr[data-row-key]").count()).toBe(50);
    await page.getByText("所在批次已发送").first().waitFor();
    const first = await page.locator("tbody tr[data-row-key]").first().textContent();
    await page.getByRole("button", { name: "下一页" }).click();
    await page.waitForURL("**page=2");
    await expect.poll(() => page.locator("tbody tr[data-row-key]").first().textContent()).not.toBe(first);
    await page.goBack();
    await expect.poll(() => page.locator("tbody tr[data-row-key]").first().textContent()).toBe(first);
    expect(complaints).toEqual([]);
  });

  it("are exported to a file that can be fetched", async () => {
    const { page } = await openAs(browser, world, await world.operator(Role.OPERATOR));
    await page.goto(`/users?audience=${encodeURIComponent('{"sex":"FEMALE"}')}`);
    await page.getByRole("button", { name: "导出 CSV" }).click();
    await page.getByText("手机号和身份证号会脱敏").waitFor();
    await page.getByRole("button", { name: /^导出 \d+ 位用户$/ }).click();
    const link = page.locator('[data-export="READY"] a');
    await link.waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    expect(download.suggestedFilename()).toMatch(/\.csv$/);
    expect(await download.failure()).toBeNull();
    await page.goto("/users?search=1&export=1");
    expect(await page.getByRole("button", { name: /^导出 \d+ 位用户$/ }).isDisabled()).toBe(true);
  });

  it("are put right by an admin: what was changed, and nothing else", async () => {
    const admin = await world.operator(Role.ADMIN);
    const of = async () =>
      (
        await admin.get<{ user: { phone: string | null; info: Record<string, unknown> } }>(
          '{ user(id: "1") { phone info { nickname realName job birthday sex vip provinceId } } }',
        )
      ).user;
    const before = await of();
    const { page } = await openAs(browser, world, admin);
    await page.goto("/users?user=1");
    await page.getByRole("button", { name: "编辑资料" }).click();
    await page.getByLabel("职业").fill("咖啡师");
    await page.getByRole("button", { name: "保存" }).click();
    await page.getByRole("dialog").getByText("咖啡师").waitFor();
    expect(await of()).toEqual({ ...before, info: { ...before.info, job: "咖啡师" } });
  });
});

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mediaFiles } from "../support/media-files.js";
import { createWorld, Role, type World } from "../support/world.js";
import { launch, openAs } from "./browser.js";

let world: World;
let browser: Browser;
beforeAll(async () => {
  world = await createWorld({ followers: 50 });
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

describe("materials", () => {
  it("are uploaded with their preview shown, and chosen for a send from their card", async () => {
    const { page, complaints } = await openAs(browser, world, await world.operator(Role.OPERATOR));
    await page.goto("/materials");
    await page.getByText("还没有素材。").waitFor();
    await page.getByRole("button", { name: "上传素材" }).click();
    await page.getByLabel("文件", { exact: true }).setInputFiles({ name: "autumn.png", mimeType: "image/png", buffer: mediaFiles.png() });
    await page.getByRole("button", { name: "上传", exact: true }).click();
    await page.getByText("「autumn.png」已上传。").waitFor();
    await page
      .getByRole("button", { name: "Close" })
      .or(page.getByRole("button", { name: "关闭" }))
      .first()
      .click();
    const card = page.locator(".material").filter({ hasText: "autumn.png" });
    await card.getByText("可以群发").waitFor();
    const shown = card.getByRole("img", { name: "预览「autumn.png」" });
    await expect.poll(() => shown.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth)).toBeGreaterThan(0);
    await card.getByRole("link", { name: /^用/ }).click();
    await page.waitForURL("**/sends/new?content=*");
    await page.locator(".phone").getByText("autumn.png").waitFor();
    expect(complaints).toEqual([]);
  });

  it("that do not fit are refused with the reason, and a video asks for its text", async () => {
    const { page } = await openAs(browser, world, await world.operator(Role.OPERATOR));
    await page.goto("/materials?upload=VIDEO");
    await page.getByLabel(/^标题/).fill("夏天");
    await page.getByLabel("文件", { exact: true }).setInputFiles({ name: "a.mp4", mimeType: "video/mp4", buffer: mediaFiles.png() });
    await page.getByRole("button", { name: "上传", exact: true }).click();
    await page.getByText("微信不接受这种格式的视频，与文件名无关。请转换格式后再传。").waitFor();
  });

  it("are synced with progress, and those that cannot be sent say why and what to do", async () => {
    const { page } = await openAs(browser, world, await world.operator(Role.OPERATOR));
    const account = world.simulator.account(world.tenant.appId);
    expect(account).toBeDefined();
    await page.goto("/materials");
    await page.getByRole("button", { name: "从微信同步" }).click();
    await page.locator('[data-sync="SUCCEEDED"]').waitFor();
    await world.test.database.pool.query("UPDATE material SET removed_at = now()");
    await page.reload();
    await page.getByText("不能群发：它已在微信里被删除。请重新上传文件。").waitFor();
    await page.getByRole("button", { name: "上传原文件" }).first().click();
    await page.waitForURL("**upload=IMAGE");
  });

  it("are only looked at by who may not write", async () => {
    const { page } = await openAs(browser, world, await world.operator(Role.VIEWER));
    await page.goto("/materials");
    await page.locator(".material").first().waitFor();
    for (const name of ["上传素材", "从微信同步", "上传原文件"]) expect(await page.getByRole("button", { name }).count()).toBe(0);
  });
});

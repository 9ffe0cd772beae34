import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, Role, type World } from "../support/world.js";
import { launch, openAs } from "./browser.js";

let world: World;
let browser: Browser;
let receiver: Server;
const received: string[] = [];
beforeAll(async () => {
  world = await createWorld({ followers: 20, webhookAllowedNetworks: ["127.0.0.0/8"] });
  browser = await launch();
  receiver = createServer((request, response) => {
    received.push(String(request.headers["webhook-id"]));
    request.resume().on("end", () => response.writeHead(204).end());
  });
  await new Promise<void>((done) => receiver.listen(0, "127.0.0.1", done));
});
afterAll(async () => {
  await browser?.close();
  receiver?.close();
  await world?.close();
});

describe("settings", () => {
  it("make a webhook, show its secret once, and what became of a test message", async () => {
    const { page, complaints } = await openAs(browser, world, await world.operator(Role.ADMIN));
    await page.goto("/settings/webhooks");
    await page.getByRole("button", { name: "新建 Webhook" }).click();
    await page.getByLabel(/^地址/).fill(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`);
    await page.getByRole("dialog").getByRole("button", { name: "保存" }).click();
    await page.getByText(/^whsec_/).waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "关闭", exact: true }).last().click();
    await page.getByRole("button", { name: "消息记录" }).click();
    await page.getByRole("button", { name: "发测试消息" }).click();
    await page.locator("[data-delivery=DELIVERED]").waitFor();
    expect(received).toHaveLength(1);
    expect(await page.getByText(/^whsec_/).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("refuse a token that WeChat refuses, and keep the one there is", async () => {
    const { page } = await openAs(browser, world, await world.operator(Role.ADMIN));
    await page.goto("/settings");
    const fingerprint = page.locator(".mono").first();
    await fingerprint.waitFor();
    const before = await fingerprint.textContent();
    await page.getByRole("button", { name: "手动填入令牌" }).click();
    await page.getByRole("dialog").getByRole("textbox", { name: "access_token" }).fill("x".repeat(64));
    await page.getByRole("dialog").getByRole("button", { name: "保存" }).click();
    await page.getByRole("dialog").getByText("填写的内容有误").waitFor();
    expect(await fingerprint.textContent()).toBe(before);
  });

  it("are not there for who is no admin", async () => {
    const { page } = await openAs(browser, world, await world.operator(Role.APPROVER));
    await page.goto("/settings");
    await page.getByRole("heading", { level: 1, name: /已连接微信/ }).waitFor();
    expect(await page.getByRole("link", { name: "Webhook" }).count()).toBe(0);
    expect(await page.getByRole("button", { name: "手动填入令牌" }).count()).toBe(0);
  });
});

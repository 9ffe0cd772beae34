import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSend } from "../support/mass-sends.js";
import { createWorld, Role, type World } from "../support/world.js";
import { launch, openAs, openTab, seriousFindings } from "./browser.js";

let world: World;
let browser: Browser;
let draft: string;
beforeAll(async () => {
  world = await createWorld({ followers: 300, batchSize: 50 });
  browser = await launch();
  const approver = await world.operator(Role.APPROVER);
  draft = (await createSend(approver)).id;
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

describe("what the server sends", () => {
  it("is one page for every address, with a nonce of its own each time, and nothing inline", async () => {
    const nonces = new Set<string>();
    for (const address of ["/", "/login", "/users?user=1", "/sends/new", "/settings/audit"]) {
      const reply = await fetch(`${world.url}${address}`);
      const policy = reply.headers.get("content-security-policy") ?? "";
      const html = await reply.text();
      const nonce = /style-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
      expect(policy).toMatch(/^default-src 'none'; script-src 'self';/);
      expect(policy).not.toContain("unsafe");
      expect(html).toContain(`nonce="${nonce}"`);
      expect(html).not.toMatch(/<script(?![^>]* src=)|style="|https?:/);
      expect(reply.headers.get("cache-control")).toBe("no-store");
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(5);
  });

  it("keeps health and unknown addresses as they are", async () => {
    expect(await (await fetch(`${world.url}/healthz`)).json()).toEqual({ status: "ok" });
    expect((await fetch(`${world.url}/assets/nothing.js`)).status).toBe(404);
    expect((await fetch(`${world.url}/assets/..%2findex.html`)).status).toBe(404);
    expect((await fetch(`${world.url}/no-such-page`)).status).toBe(404);
  });
});

describe("axe, the policy, and every address by itself", () => {
  it("finds nothing serious on the login page", async () => {
    const { page, complaints } = await openTab(browser, world.url);
    await page.goto("/login");
    await page.getByRole("button", { name: "登录", exact: true }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("loads at most 400 kB of gzipped script for the login page, and keeps it for good", async () => {
    const { page } = await openTab(browser, world.url);
    const scripts: { bytes: number; cache: string }[] = [];
    page.on("response", async (response) => {
      if (!response.url().endsWith(".js")) return;
      const { responseBodySize } = await response.request().sizes();
      scripts.push({ bytes: responseBodySize, cache: (await response.allHeaders())["cache-control"] ?? "" });
    });
    await page.goto("/login", { waitUntil: "networkidle" });
    await expect.poll(() => scripts.length).toBeGreaterThan(0);
    expect(scripts.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(400_000);
    for (const { cache } of scripts) expect(cache).toContain("immutable");
  });
});

describe("what each role sees", () => {
  it.each([
    { role: Role.VIEWER, writes: false, sends: false, whole: false },
    { role: Role.OPERATOR, writes: true, sends: false, whole: false },
    { role: Role.APPROVER, writes: true, sends: true, whole: false },
    { role: Role.ADMIN, writes: true, sends: true, whole: true },
  ])(
    "$role",
    async ({ role, writes, sends, whole }) => {
      const { page } = await openAs(browser, world, await world.operator(role));
      const seen = async (name: string | RegExp) => (await page.getByRole("button", { name }).count()) > 0;
      await page.goto("/tags/list");
      await page.getByRole("heading", { level: 1, name: /个标签/ }).waitFor();
      expect(await seen("新建标签")).toBe(writes);
      await page.goto("/tags");
      await page.locator("[data-count]").waitFor();
      expect(await seen("打标签")).toBe(writes);
      await page.goto(`/sends/${draft}?step=confirm`);
      await page.getByRole("heading", { level: 1, name: "上新" }).waitFor();
      await page.getByText(/确认吗/).waitFor();
      expect(await seen(/^发送给/)).toBe(sends);
      await page.goto("/users?user=1");
      await page.getByRole("dialog").getByText("openid", { exact: true }).waitFor();
      expect(await page.getByText("您的角色看到的是脱敏数据。").count()).toBe(whole ? 0 : 1);
      expect(await seen("登记注销请求")).toBe(whole);
      await page.goto("/sends/new");
      await page.waitForURL(writes ? "**/sends/new" : "**/sends");
    },
    120_000,
  );
});

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { act, createSend, EVERYONE, until } from "../support/mass-sends.js";
import { syncFollowers } from "../support/methods.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";
import { launch, openAs } from "./browser.js";

const PHONE = { viewport: { width: 390, height: 844 } };
const FOLLOWERS = 40;
let world: World;
let browser: Browser;
let approver: Client;

/** An account whose sends to all wait for its administrator; batches so small that one can be paused between two. */
beforeAll(async () => {
  world = await createWorld({
    ...{ followers: FOLLOWERS, seeded: false, account: { sendProtection: true }, resultOverdueSeconds: 1, batchSize: 10 },
  });
  browser = await launch();
  approver = await world.operator(Role.APPROVER);
  await syncFollowers(approver);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

const started = async (name: string, audience: object) => {
  const { id } = await createSend(approver, { name, audience });
  await act(approver, "start", id);
  return id;
};
const seen = (page: Page, words: RegExp) => page.getByText(words).first().waitFor();
const row = (page: Page, name: string) => page.getByRole("row", { name: new RegExp(name) });
const fits = async (page: Page) =>
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(PHONE.viewport.width);
const LEFT = /还剩 (2\d|30) 分钟.*（\d\d:\d\d 截止）/;

it("says that the administrator has to confirm it and how long they have: list, to-do and live view, on a phone too", async () => {
  const id = await started("等管理员", EVERYONE);
  await until(approver, id, ({ progress }) => progress.waitingFor === "ADMINISTRATOR");
  const { page, complaints } = await openAs(browser, world, approver, PHONE);
  await page.goto(`/sends/${id}`);
  const sentence = page.getByRole("heading", { level: 1, name: LEFT });
  await sentence.waitFor();
  const before = await sentence.textContent();
  expect(before).toContain(`微信已接收全部 ${FOLLOWERS} 人，等待公众号管理员在微信里确认`);
  // It counts down by itself.
  await expect.poll(() => sentence.textContent()).not.toBe(before);
  await seen(page, /30 分钟内没有确认，谁也不会收到/);
  await fits(page);
  await page.goto("/sends");
  await row(page, "等管理员").getByText(LEFT).waitFor();
  await fits(page);
  await page.goto("/");
  await page.locator(".todo").getByText("「等管理员」还没有发出，要公众号管理员在微信里确认").waitFor();
  await page.locator(".todo").getByText(LEFT).waitFor();
  await fits(page);

  await page.goto(`/sends/${id}`);
  await sentence.waitFor();
  const headers = { "content-type": "application/json" };
  await fetch(`${world.simulator.url}/_simulator/administrator`, { method: "POST", headers, body: JSON.stringify({ answer: "approve" }) });
  await page.locator('[data-status="COMPLETED"]').waitFor();
  expect(complaints).toEqual([]);
});

it("says that WeChat's quota is used up and that it goes on by itself tomorrow", async () => {
  world.simulator.faults.order({ path: "/cgi-bin/message/mass/sendall", kind: "errcode", errcode: 45028 });
  const id = await started("等额度", EVERYONE);
  await until(approver, id, ({ progress }) => progress.waitingFor === "QUOTA");
  const { page } = await openAs(browser, world, approver);
  await page.goto("/sends");
  await row(page, "等额度")
    .getByText(/^等待微信额度恢复，明天 00:05 自动继续$/)
    .waitFor();
  await page.goto(`/sends/${id}`);
  await page.getByRole("heading", { level: 1, name: /^已暂停，已提交 0 \/ 40 人，等待微信额度恢复，明天 00:05 自动继续$/ }).waitFor();
  await page.goto("/");
  await page.locator(".todo").getByText("等待微信额度恢复，明天 00:05 自动继续").waitFor();
});

it("says that it waits for somebody here, and of a schedule when it comes, in English too", async () => {
  const { users } = await approver.get<{ users: { edges: { node: { id: string } }[] } }>("{ users(first: 30) { edges { node { id } } } }");
  world.simulator.faults.order({ path: "/cgi-bin/message/mass/send", kind: "slow", delayMs: 2_000 });
  const paused = await started("等人", { users: users.edges.map(({ node }) => node.id) });
  await act(approver, "pause", paused);
  await until(approver, paused, ({ progress }) => progress.waitingFor === "OPERATOR");
  const { id } = await createSend(approver, { name: "等时间" });
  const at = new Date(Date.now() + 86_400_000).toISOString();
  await approver.get("mutation($id: ID!, $at: DateTime!) { scheduleMassSend(id: $id, at: $at) { id } }", { id, at });

  const { page } = await openAs(browser, world, approver);
  await page.goto("/sends");
  await row(page, "等人").getByText("等待人工处理").waitFor();
  await row(page, "等时间")
    .getByText(/^明天 \d\d:\d\d 自动发送$/)
    .waitFor();
  await page.goto(`/sends/${paused}`);
  await page.getByRole("heading", { level: 1, name: /^已暂停，已提交 \d+ \/ 30 人，等待人工处理$/ }).waitFor();
  await page.getByRole("button", { name: "Switch to English" }).click();
  await page.getByRole("heading", { level: 1, name: /^Paused with \d+ of 30 people submitted; waiting for somebody to decide$/ }).waitFor();
});

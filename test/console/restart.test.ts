import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createSend } from "../support/mass-sends.js";
import { createWorld, Role, type World } from "../support/world.js";
import { launch, openAs } from "./browser.js";

/** The pace leaves some batches for the minute after: the server is taken away in between. */
const CALLS_A_MINUTE = 6;
let world: World;
let browser: Browser;
beforeAll(async () => {
  world = await createWorld({ followers: 1_000, batchSize: 100, massCallsPerMinute: CALLS_A_MINUTE });
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

it("progress goes on through a restart of the server, and no state is missed", async () => {
  const approver = await world.operator(Role.APPROVER);
  const { page, complaints } = await openAs(browser, world, approver);
  const { id } = await createSend(approver);
  await page.goto(`/sends/${id}?step=confirm`);
  await page.getByRole("button", { name: /^发送给/ }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /发送给/ })
    .click();
  const accepted = () => page.locator(".batch-grid .accepted, .batch-grid .finished").count();
  await expect.poll(accepted, { timeout: 30_000 }).toBe(CALLS_A_MINUTE);
  await page.evaluate("window.sameTab = true");
  await world.restart();
  await page.getByText("正在重连").waitFor({ state: "detached", timeout: 20_000 });
  await page.locator('[data-status="COMPLETED"]').waitFor({ timeout: 120_000 });
  expect(await page.evaluate("window.sameTab")).toBe(true);
  await expect.poll(() => page.locator(".batch-grid .finished").count()).toBe(await page.locator(".batch-grid .square").count());
  expect(complaints).toEqual([]);
}, 200_000);

it("an answer that is late does not leave an older state on the screen", async () => {
  const approver = await world.operator(Role.APPROVER);
  const { page } = await openAs(browser, world, approver);
  const { id } = await createSend(approver);
  const act = (mutation: string) => approver.get(`mutation($id: ID!) { ${mutation}(id: $id) { status } }`, { id });
  await act("startMassSend");
  await page.goto(`/sends/${id}`);
  await page.locator('[data-status="SENDING"]').waitFor();
  // The page asks for a send that was paused, and the answer takes its time.
  const answered = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  await page.route("**/graphql", async (route) => {
    if (!route.request().postData()?.includes('"SendDetail"')) return route.continue();
    const response = await route.fetch();
    answered.resolve();
    await held.promise;
    return route.fulfill({ response });
  });
  await act("pauseMassSend");
  await answered.promise;
  await act("cancelMassSend");
  await page.waitForTimeout(500);
  held.resolve();
  await page.locator('[data-status="CANCELLED"]').waitFor();
}, 60_000);

it("a lost connection shows, and heals by itself", async () => {
  const { page } = await openAs(browser, world, await world.operator(Role.VIEWER));
  await page.goto("/");
  await page.getByRole("heading", { level: 1, name: /位粉丝/ }).waitFor();
  await page.context().setOffline(true);
  await page.getByText("正在重连").waitFor({ timeout: 30_000 });
  await page.getByRole("heading", { level: 1, name: /位粉丝/ }).waitFor();
  await page.context().setOffline(false);
  await page.getByText("正在重连").waitFor({ state: "detached", timeout: 30_000 });
}, 180_000);

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import { createSend, EVERYONE } from "../support/mass-sends.js";
import { createWorld, Role, type World } from "../support/world.js";
import { launch, openAs } from "./browser.js";

const PEOPLE = 100_001;
const NUMBER = "100,001";
let world: World;
let browser: Browser;

beforeAll(async () => {
  world = await createWorld({ followers: 10, seeded: false });
  await addFollowers();
  browser = await launch();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

async function addFollowers(): Promise<void> {
  const { id } = world.tenant;
  await world.test.database.transaction(async (tx) => {
    await tx.query("UPDATE tenant_counter SET next_ordinal = $2 WHERE tenant_id = $1", [id, PEOPLE]);
    await tx.query(
      "INSERT INTO users (tenant_id, ordinal, openid, subscribed) SELECT $1, n, 'o' || n, true FROM generate_series(0, $2 - 1) n",
      [...[id, PEOPLE]],
    );
    await tx.query("INSERT INTO user_info (user_id) SELECT user_id FROM users WHERE tenant_id = $1", [id]);
    await new PostgresChangeLog().append(tx, id, [{ kind: "USERS", ordinals: Array.from({ length: PEOPLE }, (_, n) => n) }]);
  });
}

it("to more than 100,000 people goes out only where the number is typed", async () => {
  const approver = await world.operator(Role.APPROVER);
  const { id } = await createSend(approver, { name: "双十二", audience: EVERYONE });
  const { page, complaints } = await openAs(browser, world, approver);
  await page.goto(`/sends/${id}?step=confirm`);
  await page.getByRole("button", { name: `发送给 ${NUMBER} 人` }).click();
  const dialog = page.getByRole("dialog");
  const [typed, goes] = [dialog.getByLabel(`请输入人数 ${NUMBER} 以确认`), dialog.getByRole("button", { name: /发送给/ })];
  for (const wrong of ["", "100000", "1000010", "是"]) {
    await typed.fill(wrong);
    expect(await goes.isDisabled()).toBe(true);
  }
  for (const right of ["100001", NUMBER, " 100 001 "]) {
    await typed.fill(right);
    await expect.poll(() => goes.isDisabled()).toBe(false);
  }
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  const { massSend } = await approver.get<{ massSend: { status: string } }>("query($id: ID!) { massSend(id: $id) { status } }", { id });
  expect([massSend.status, complaints]).toEqual(["DRAFT", []]);
});

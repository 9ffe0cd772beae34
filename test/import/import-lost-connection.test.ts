import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createImportWorld, expectAddsUp, type ImportWorld } from "./import-world.js";
import { fillLegacyDatabase } from "./legacy-database.js";

const ROWS = 30_000;
/** As often as one statement is tried again. */
const CUTS = 3;
let world: ImportWorld;

beforeEach(async () => {
  world = await createImportWorld();
  await fillLegacyDatabase(world.legacy, ROWS);
}, 120_000);
afterEach(() => world.close());

it("an old server that drops every connection, some in the middle of a page, costs no row and gives none twice", async () => {
  const cutting = new AbortController();
  const [{ tables, rejects }, cut] = await Promise.all([
    world.import("--tags-table", "wx_user_tag").finally(() => cutting.abort()),
    cutWhileReading(cutting.signal),
  ]);
  expect(cut).toBeGreaterThan(0);
  expectAddsUp(tables, rejects);
  expect(tables.user_info?.read).toBe(ROWS);
  expect(await world.rows("SELECT count(*)::int AS n, max(ordinal) + 1 AS places FROM users")).toEqual([
    { n: tables.user?.written, places: tables.user?.written },
  ]);
}, 120_000);

/** Drops its connections whenever a statement is under way on one of them, and gives how many it dropped. */
async function cutWhileReading(signal: AbortSignal): Promise<number> {
  let cut = 0;
  for (let times = 0; times < CUTS && !signal.aborted; ) {
    const busy = (await connections()).filter(({ command }) => command === "Query");
    // One may have ended by itself.
    const cuts = await Promise.allSettled(busy.map(({ id }) => world.legacy.query(`KILL ${String(id)}`)));
    const done = cuts.filter(({ status }) => status === "fulfilled").length;
    cut += done;
    if (done > 0) times += 1;
    await sleep(10);
  }
  return cut;
}

/** Those besides this test's own. */
async function connections(): Promise<Record<string, unknown>[]> {
  const name = new URL(world.legacy.url).pathname.slice(1);
  return world.legacy.query(
    "SELECT ID AS id, COMMAND AS command FROM information_schema.PROCESSLIST WHERE DB = ? AND ID <> CONNECTION_ID()",
    [name],
  );
}

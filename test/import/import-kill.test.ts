import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { compareWithSource } from "./compare-with-source.js";
import { createImportWorld, expectAddsUp, type ImportWorld, SECRET_KEY } from "./import-world.js";
import { fillLegacyDatabase } from "./legacy-database.js";

const PROGRAM = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
const ROWS = 120_000;
const KILLS = 5;
const SAMPLE = 1_000;
let killed: ImportWorld;
let calm: ImportWorld;

beforeAll(async () => {
  [killed, calm] = [await createImportWorld(), await createImportWorld()];
  await fillLegacyDatabase(killed.legacy, ROWS);
}, 120_000);
afterAll(async () => {
  await killed.close();
  await calm.close();
});

it("killed five times on the way it comes to the same as an import that nobody touched, every number and every reject, and to what the source holds", async () => {
  let [kills, last] = [0, -1];
  while (kills < KILLS) {
    const position = await killOnTheWay();
    expect(position).toBeGreaterThanOrEqual(last);
    last = position;
    kills += 1;
  }
  const resumed = await killed.import("--tags-table", "wx_user_tag");
  expect(resumed.run.stderr).toContain("Going on with the import that began");
  const whole = await importElsewhere();
  expectAddsUp(resumed.tables, resumed.rejects);
  expect(resumed.tables).toEqual(whole.tables);
  expect(resumed.rejects).toEqual(whole.rejects);
  expect(await contents(killed)).toEqual(await contents(calm));
  const ids = Array.from({ length: SAMPLE }, () => 1 + Math.floor(Math.random() * ROWS));
  const imported = { pool: killed.test.database.pool, secretKey: SECRET_KEY, rejects: resumed.rejects };
  const { expected, found } = await compareWithSource(killed.legacy, imported, ids);
  expect(expected.length).toBeGreaterThan(SAMPLE / 2);
  expect(found).toEqual(expected);
}, 280_000);

/** Starts the command, kills it once it has written another page, and gives how many users it had by then. */
async function killOnTheWay(): Promise<number> {
  const before = await countUsers();
  const args = [PROGRAM, "import", killed.legacy.url, "--tags-table", "wx_user_tag", "--rejects", killed.rejectsFile];
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH ?? "", ...killed.env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaints = "";
  child.stderr.on("data", (chunk) => {
    complaints += String(chunk);
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  while ((await countUsers()) === before && child.exitCode === null) await sleep(5);
  await sleep(Math.random() * 100);
  expect(child.exitCode, complaints).toBeNull();
  child.kill("SIGKILL");
  await ended;
  // The database notices that its client is gone when the statement under way is over, and may commit it.
  await sleep(500);
  return countUsers();
}

async function countUsers(): Promise<number> {
  return (await killed.rows<{ n: number }>("SELECT count(*)::int AS n FROM users"))[0]?.n ?? 0;
}

/** The same source into the other database. */
async function importElsewhere() {
  const own = calm.legacy.url;
  calm.legacy.url = killed.legacy.url;
  try {
    return await calm.import("--tags-table", "wx_user_tag");
  } finally {
    calm.legacy.url = own;
  }
}

/** Every row, but for the moment and the key it was written under. */
function contents(world: ImportWorld): Promise<unknown[]> {
  return world.rows(
    `SELECT (SELECT count(*) FROM users) AS users, (SELECT sum(hashtextextended(concat_ws('|', user_id, ordinal, openid, mini_program_openid, unionid, phone), 0)) FROM users) AS people,
       (SELECT sum(hashtextextended(concat_ws('|', user_id, nickname, real_name, sex, birthday, province_id, status, vip, created_at), 0)) FROM user_info) AS infos,
       (SELECT sum(hashtextextended(concat_ws('|', user_id, pay_type, liked_skin), 0)) FROM user_fav) AS favourites,
       (SELECT sum(hashtextextended(concat_ws('|', t.name, u.user_id), 0)) FROM user_tag u JOIN tag t ON t.id = u.tag_id) AS tags,
       (SELECT count(*) FROM deletion_request) AS requests, (SELECT max(ordinal) FROM users) AS highest`,
  );
}

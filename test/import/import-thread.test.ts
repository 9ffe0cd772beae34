import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { MysqlSource } from "../../src/import/adapters/mysql-source.js";
import { PeopleRows } from "../../src/import/adapters/people-rows.js";
import { ThreadedPeopleReader } from "../../src/import/adapters/threaded-people-reader.js";
import { PagedPeopleReader, type PeoplePage, type PeopleReader, peopleTables } from "../../src/import/index.js";
import { linesOf, recordsOf } from "../../src/import/packed-rows.js";
import { Sealer } from "../../src/platform/crypto/sealer.js";
import { createLegacyDatabase, fillLegacyDatabase, type LegacyDatabase } from "./legacy-database.js";

const ROWS = 4_000;
const PAGE_ROWS = 150;
const sealer = new Sealer(randomBytes(32));
let legacy: LegacyDatabase;
let source: MysqlSource;
let threaded: PeopleReader;
let here: PeopleReader;

beforeEach(async () => {
  legacy = await createLegacyDatabase(inject("legacyAdminUrl"));
  await fillLegacyDatabase(legacy, ROWS);
  const url = new URL(legacy.url);
  url.password = legacy.password;
  source = new MysqlSource({ url: url.href, tagsTable: null });
  const tables = peopleTables(await source.survey());
  threaded = new ThreadedPeopleReader(source, tables, sealer.keys, { pageRows: PAGE_ROWS, heapBytes: 32 * 2 ** 20 });
  here = new PagedPeopleReader(source, tables, new PeopleRows(sealer), PAGE_ROWS);
}, 60_000);
afterEach(async () => {
  await source.close();
  await legacy.drop();
});

/** All but what differs from one reading to the next: sealed numbers, and now. */
function content({ upTo, read, rejects, people }: PeoplePage) {
  const { userIds, legacyTenantIds, openids } = people;
  const records = [...recordsOf(people)];
  const text = (part: "credential" | "favourites") => Buffer.concat([...linesOf(records, part)]).toString("utf8");
  return { upTo, read, rejects, userIds, legacyTenantIds, openids, credentials: text("credential"), favourites: text("favourites") };
}

async function all(pages: AsyncIterable<PeoplePage>) {
  const contents = [];
  for await (const page of pages) contents.push(content(page));
  return contents;
}

describe("people read by a thread of their own", () => {
  it("come page for page as they come in one thread, rejects and all, from the start and from the middle", async () => {
    const [there, expected] = [await all(threaded.pages(null)), await all(here.pages(null))];
    expect(there.length).toBeGreaterThan(ROWS / PAGE_ROWS);
    expect(there.flatMap(({ rejects }) => rejects).length).toBeGreaterThan(0);
    expect(there).toEqual(expected);
    expect(await all(threaded.pages("2000"))).toEqual(await all(here.pages("2000")));
  }, 120_000);

  it("bring the old database's error with its code, after the pages that came before it", async () => {
    const taken: ReturnType<typeof content>[] = [];
    const reading = async () => {
      for await (const page of threaded.pages(null)) {
        if (taken.length === 0) await legacy.query("RENAME TABLE user_fav TO elsewhere");
        taken.push(content(page));
      }
    };
    await expect(reading()).rejects.toMatchObject({ code: "ER_NO_SUCH_TABLE", errno: 1146, message: expect.stringContaining("user_fav") });
    expect(taken).toEqual((await all(renamedBack())).slice(0, taken.length));
    expect(taken.length).toBeGreaterThan(0);
  }, 120_000);

  it("are read no further than some pages ahead, and no more at all once nobody takes them", async () => {
    for await (const page of threaded.pages(null)) {
      expect(page.upTo).not.toBeNull();
      break;
    }
    await source.close();
    source = new MysqlSource({ url: "mysql://nobody@127.0.0.1/none", tagsTable: null });
    await expect.poll(connections, { timeout: 10_000 }).toBe(0);
  }, 120_000);
});

async function* renamedBack(): AsyncGenerator<PeoplePage> {
  await legacy.query("RENAME TABLE elsewhere TO user_fav");
  yield* here.pages(null);
}

/** Those besides this test's own. */
async function connections(): Promise<number> {
  const [row] = await legacy.query("SELECT COUNT(*) AS n FROM information_schema.PROCESSLIST WHERE DB = ? AND ID <> CONNECTION_ID()", [
    new URL(legacy.url).pathname.slice(1),
  ]);
  return Number(row?.n);
}

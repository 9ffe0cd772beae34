import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ElasticsearchAudienceIndex } from "../../src/audiences/adapters/elasticsearch/elasticsearch-audience-index.js";
import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import { insertTenant } from "../support/base-data.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { indicesOf, openTestSearch, searchIndex, type TestSearch } from "../support/elasticsearch.js";
import { IndexProcess } from "../support/index-processes.js";
import type { JobRig } from "../support/job-rig.js";
import { KillRig, killRandom, killWhileWorking } from "../support/kill-rig.js";

const USERS = 20_000;
const KILLS = 10;
/** Of a process that does everything a server does for tags. */
const WHOLE_KILLS = 10;

let test: TestDatabase;
let search: TestSearch;
let tenantId: number;
beforeEach(async () => {
  test = await createTestDatabase();
  search = openTestSearch();
  tenantId = await insertTenant(test.database, { appId: "wx-kills", users: USERS });
  await test.database.pool.query("INSERT INTO tag (tenant_id, name) SELECT $1, 'tag ' || n FROM generate_series(1, 3) AS n", [tenantId]);
});
afterEach(async () => {
  await search.drop();
  await test.drop();
});

/** Random people get or lose a random tag, or stop following: some hundred to some thousand in one transaction. */
async function change(): Promise<void> {
  await test.database.transaction(async (tx) => {
    const share = Math.random() * 0.1;
    const { rows } = await tx.query<{ ordinal: number; userId: number }>(
      `SELECT ordinal, user_id AS "userId" FROM users WHERE tenant_id = $1 AND random() < $2 ORDER BY ordinal`,
      [tenantId, share],
    );
    const ids = rows.map(({ userId }) => userId);
    const ordinals = rows.map(({ ordinal }) => ordinal);
    const { rows: tags } = await tx.query<{ id: number }>("SELECT id FROM tag WHERE tenant_id = $1 ORDER BY random() LIMIT 1", [tenantId]);
    const tagId = tags[0]?.id ?? 0;
    const log = new PostgresChangeLog();
    if (Math.random() < 0.3) {
      await tx.query("UPDATE users SET subscribed = NOT subscribed WHERE user_id = ANY ($1::int[])", [ids]);
      await log.append(tx, tenantId, [{ kind: "USERS", ordinals }]);
    } else if (Math.random() < 0.6) {
      await tx.query("INSERT INTO user_tag (tag_id, user_id) SELECT $1, unnest($2::int[]) ON CONFLICT DO NOTHING", [tagId, ids]);
      await log.append(tx, tenantId, [{ kind: "TAGGED", tagId, ordinals }]);
    } else {
      await tx.query("DELETE FROM user_tag WHERE tag_id = $1 AND user_id = ANY ($2::int[])", [tagId, ids]);
      await log.append(tx, tenantId, [{ kind: "UNTAGGED", tagId, ordinals }]);
    }
  });
}

async function expectNoDrift(): Promise<void> {
  const index = searchIndex(search, test.database);
  const { rows } = await test.database.pool.query<{ id: number; count: number }>(
    `SELECT t.id, count(u.user_id)::int AS count FROM tag t LEFT JOIN user_tag u ON u.tag_id = t.id WHERE t.tenant_id = $1 GROUP BY t.id`,
    [tenantId],
  );
  expect(
    await index.tagCounts(
      tenantId,
      rows.map(({ id }) => id),
    ),
  ).toEqual(new Map(rows.map(({ id, count }) => [id, count])));
  expect(await index.drift(tenantId)).toEqual({ users: USERS, differing: [] });
  await index.close();
}

describe("killed at any moment", () => {
  it("while it follows the log: what was written twice or half is right in the end", { timeout: 600_000 }, async () => {
    for (let kills = 0; kills < KILLS; kills++) {
      const follower = await IndexProcess.start(test.url, search.url, search.alias, "follow");
      const until = performance.now() + Math.random() * 1_500;
      while (performance.now() < until) await change();
      await follower.kill();
    }
    await expectNoDrift();
  });

  it("while it tags, undoes, follows rules and writes the index, all at once: all agree after each kill", {
    timeout: 600_000,
  }, async () => {
    const indices = new Map<JobRig, ElasticsearchAudienceIndex>();
    const drift = (jobs: JobRig) => {
      const index = indices.get(jobs) ?? searchIndex(search, jobs.database);
      indices.set(jobs, index);
      return index.drift(jobs.tenantId);
    };
    const rig = await KillRig.create({ random: killRandom(), processArgs: [search.url, search.alias], drift });
    await killWhileWorking(rig, WHOLE_KILLS);
    expect(rig.kills).toBeGreaterThanOrEqual(WHOLE_KILLS);
    for (const index of indices.values()) await index.close();
    await rig.close();
  });

  it("while it reindexes: another one goes on, and whoever asks meanwhile gets answers", { timeout: 600_000 }, async () => {
    const index = searchIndex(search, test.database);
    await index.count(tenantId, { kind: "everyone" });
    const before = await indicesOf(search.client, search.alias);
    const asking = { over: false, asked: 0 };
    const asker = (async () => {
      while (!asking.over) {
        expect(await index.count(tenantId, { kind: "everyone" })).toBe(USERS);
        asking.asked += 1;
        await change();
      }
    })();
    asker.catch(() => undefined);
    let interrupted = 0;
    for (let kills = 0; kills < KILLS; kills++) {
      const run = await IndexProcess.start(test.url, search.url, search.alias, "reindex");
      await pause(Math.random() * 2_500);
      if (await run.kill()) interrupted += 1;
    }
    expect(await (await IndexProcess.start(test.url, search.url, search.alias, "reindex")).ended()).toBe(0);
    asking.over = true;
    await asker;
    expect([interrupted, asking.asked].every((n) => n > 0)).toBe(true);
    await index.close();
    await expectNoDrift();
    const after = await indicesOf(search.client, search.alias);
    expect([after.length, after.filter((name) => before.includes(name))]).toEqual([1, []]);
  });
});

import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { EveryMutation } from "../support/every-mutation.js";

/*
 * What nobody may do is to change something unrecorded. Where the entry cannot be written, the mutation does nothing: neither here nor at
 * WeChat. Each mutation of the schema is tried, so a new one that records after its commit fails here.
 */

const every = new EveryMutation();

beforeAll(async () => {
  await every.open();
  // Nothing but a row in audit_fault makes entries fail: those whose detail does not begin as it says.
  await every.sql("CREATE TABLE audit_fault (spared text NOT NULL)");
  await every.sql(`CREATE FUNCTION audit_entry_fails() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT FROM audit_fault WHERE NOT starts_with(coalesce(NEW.detail, ''), spared)) THEN RAISE EXCEPTION 'no entry today'; END IF;
      RETURN NEW;
    END $$`);
  await every.sql("CREATE TRIGGER audit_entry_faulty BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_entry_fails()");
}, 120_000);
afterAll(() => every.close());
beforeEach(() => every.sql("DELETE FROM audit_fault"));

/** A text that no entry begins with: all fail. */
const NONE = "\u0001";
const arm = (spared: string) => every.sql("INSERT INTO audit_fault VALUES ($1)", [spared]);
const called = (path: string | undefined) => (path === undefined ? 0 : every.world.simulator.calls.count(path));

/** Counted attempts stay counted; bitmaps are saved by the way. */
const BY_THE_WAY = ["login_attempt", "audience_chunk", "audience_snapshot", "audit_fault"];

/** The whole database, a hash for each table. */
async function everything(): Promise<Record<string, string>> {
  const tables = await every.sql<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL($1) ORDER BY 1",
    [BY_THE_WAY],
  );
  const parts = tables.map(
    ({ name }) => `SELECT '${name}' AS name, md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS hash FROM ${name} t`,
  );
  const rows = await every.sql<{ name: string; hash: string }>(parts.join(" UNION ALL "));
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
}

/** What was made ready for a mutation goes on for a moment in the background. */
async function atRest(): Promise<Record<string, string>> {
  for (let last = await everything(); ; ) {
    await sleep(150);
    const now = await everything();
    if (JSON.stringify(now) === JSON.stringify(last)) return now;
    last = now;
  }
}

describe("where its entry cannot be written", () => {
  test.each(every.names)("%s fails, and nothing is done", async (mutation) => {
    const { outside } = every.case(mutation);
    const operation = await every.prepared(mutation);
    const before = await atRest();
    const calls = called(outside?.path);
    await arm(NONE);
    const { errors } = await every.admin.ask(operation);
    expect(errors).toHaveLength(1);
    expect(await everything()).toEqual(before);
    expect(called(outside?.path)).toBe(calls);
  });
});

describe("where the process ends between an act outside the database and the entry after it", () => {
  test.each(every.names.filter((mutation) => every.case(mutation).outside))("%s is in the log as asked for", async (mutation) => {
    const { path, first = "asked" } = every.case(mutation).outside ?? {};
    const operation = await every.prepared(mutation);
    const [before, calls] = [await every.entriesOf(mutation), called(path)];
    await arm(first);
    expect((await every.admin.ask(operation)).errors).toHaveLength(1);
    if (path !== undefined) expect(called(path)).toBe(calls + 1);
    const made = (await every.entriesOf(mutation)).slice(before.length);
    expect(made).toMatchObject([{ operator: every.admin.username, detail: expect.stringMatching(`^${first}`) }]);
  });

  test("and what WeChat refuses is in the log as refused", async () => {
    const { simulator } = every.world;
    const { admin } = every;
    simulator.faults.order({ path: "/cgi-bin/clear_quota", kind: "errcode", errcode: 48006 });
    const { errors } = await admin.ask("mutation { clearQuota }");
    expect(errors?.[0]?.extensions).toMatchObject({ code: "WECHAT_API_ERROR", errcode: 48006 });
    expect((await every.entriesOf("clearQuota")).slice(-2).map(({ detail }) => detail)).toEqual(["asked", "failed: WeChat says 48006"]);
  });
});

describe("many changes of one tenant at once", () => {
  test("wait for each other at the log and nowhere else: all are done, and the chain is whole", async () => {
    const { admin, world } = every;
    const ids = await Promise.all(Array.from({ length: 6 }, (_, n) => created(`createTag(input: { name: "together ${n}" })`)));
    const segment = await created('createSegment(input: { name: "together", audience: { everyone: true } })');
    const webhook = await created('createWebhook(url: "http://127.0.0.1:9/hook", events: [MASS_SEND_CANCELLED])');
    const people = await every.sql<{ id: number }>("SELECT user_id AS id FROM users WHERE subscribed ORDER BY 1 DESC LIMIT 6");
    const before = (await every.entries()).length;
    const operations = Array.from({ length: 6 }, (_, n) => [
      `updateTag(id: "${ids[n % 3]}", input: { name: "together ${n % 3}", description: "${n}" }) { id }`,
      `updateTag(id: "${ids[n % 3]}", input: { name: "together ${n % 3}", rule: { cityId: ${n + 1} } }) { id }`,
      `tagUsers(input: { tagIds: ["${ids[3]}", "${ids[4]}"], audience: { everyone: true } }) { id }`,
      `untagUsers(input: { tagIds: ["${ids[4]}", "${ids[3]}"], audience: { everyone: true } }) { id }`,
      `updateSegment(id: "${segment}", input: { name: "together", audience: { tag: "${ids[n]}" } }) { id }`,
      `updateWebhook(id: "${webhook}", enabled: ${n % 2 === 0}) { id }`,
      `rotateWebhookSecret(id: "${webhook}") { id }`,
      `updateUser(id: "${people[n % 2]?.id}", input: { job: "job ${n}", vip: ${n % 2 === 0} }) { id }`,
      `requestUserDeletion(userId: "${people[n]?.id}") { id }`,
      `createMassSend(input: { name: "m", audience: { everyone: true }, content: { text: "hello" } }) { id }`,
      `createOperator(username: "together${n}", password: "correct horse battery", role: VIEWER) { id }`,
      `exportUsers(input: { audience: { everyone: true } }) { id }`,
    ]).flat();
    const answers = await Promise.all(operations.map((operation) => admin.ask(`mutation { ${operation} }`)));
    expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
    expect(await every.entries()).toHaveLength(before + operations.length);
    expect(await world.app.core.accounts.auditLog.verifyAuditChain(world.tenant.id)).toMatchObject({ intact: true });
  });
});

async function created(mutation: string): Promise<string> {
  const data = await every.admin.get<Record<string, { id: string }>>(`mutation { ${mutation} { id } }`);
  return Object.values(data)[0]?.id ?? "";
}

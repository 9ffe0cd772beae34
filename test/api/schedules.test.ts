import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSend, ledgerOf, until, watchSend } from "../support/mass-sends.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

let world: World;
let approver: Client;

beforeAll(async () => {
  world = await createWorld({ followers: 300 });
  approver = await world.operator(Role.APPROVER);
}, 120_000);
afterAll(() => world.close());

const FIELDS = "status scheduledFor ifLate error startedAt approvedBy { username }";
interface Scheduled {
  status: string;
  scheduledFor: string | null;
  ifLate: string | null;
  error: string | null;
  startedAt: string | null;
}
const schedule = (id: string, at: string, ifLate?: string) =>
  approver.ask(
    `mutation($id: ID!, $at: DateTime!${ifLate ? ", $ifLate: LatePolicy" : ""}) { scheduleMassSend(id: $id, at: $at${ifLate ? ", ifLate: $ifLate" : ""}) { ${FIELDS} } }`,
    { id, at, ifLate },
  );
const unschedule = (id: string) => approver.ask(`mutation($id: ID!) { unscheduleMassSend(id: $id) { ${FIELDS} } }`, { id });
const read = async (id: string) =>
  (await approver.get<{ massSend: Scheduled }>(`query($id: ID!) { massSend(id: $id) { ${FIELDS} } }`, { id })).massSend;
/** As somebody in Shanghai would write it. */
const inShanghai = (at: number) => `${new Date(at + 8 * 3_600_000).toISOString().slice(0, -1)}+08:00`;
const moment = (ms: number) => Date.now() + ms;

/** How many a send to everyone reaches now, and three of them. */
const reachable = async () => {
  const all = "all: [{ subscribed: true }, { status: NORMAL }]";
  const query = `{ tagPreview(audience: { ${all} }, sampleSize: 3) { reachable sample { id blacklisted } } }`;
  const { tagPreview } = await approver.get<{ tagPreview: { reachable: number; sample: { id: string; blacklisted: boolean }[] } }>(query);
  return { ...tagPreview, sample: tagPreview.sample.filter(({ blacklisted }) => !blacklisted) };
};

describe("scheduleMassSend", () => {
  test("sends at the moment, not before, to whom the audience holds then, once; and tells who watches", async () => {
    const draft = await createSend(approver);
    const at = moment(2_500);
    const { data } = await schedule(draft.id, inShanghai(at));
    expect(data?.scheduleMassSend).toEqual({
      ...{ status: "SCHEDULED", scheduledFor: new Date(at).toISOString(), ifLate: "SEND_WITHIN_15_MINUTES", error: null },
      ...{ startedAt: null, approvedBy: null },
    });
    const before = await reachable();
    const blacklist = "mutation($ids: [ID!]!) { blacklistUsers(ids: $ids) }";
    await approver.get(blacklist, { ids: before.sample.map(({ id }) => id) });
    const seen = await watchSend(approver, draft.id);
    expect(seen[0]).toMatchObject({ status: "SCHEDULED", recipients: 0 });
    expect(seen.at(-1)).toMatchObject({ status: "COMPLETED" });
    const send = await read(draft.id);
    expect(send).toMatchObject({ scheduledFor: new Date(at).toISOString(), error: null });
    expect(Date.parse(send.startedAt ?? "")).toBeGreaterThanOrEqual(at);
    expect(ledgerOf(world, draft).summary).toMatchObject({
      deliveredMoreThanOnce: 0,
      deliveredOnce: before.reachable - before.sample.length,
    });
  });

  test("can be moved, and taken back to a draft, which may then be changed", async () => {
    const { id } = await createSend(approver);
    await schedule(id, inShanghai(moment(86_400_000)));
    const later = moment(2 * 86_400_000);
    expect((await schedule(id, inShanghai(later), "SKIP")).data?.scheduleMassSend).toMatchObject({
      ...{ status: "SCHEDULED", scheduledFor: new Date(later).toISOString(), ifLate: "SKIP" },
    });
    const update = "mutation($id: ID!, $input: MassSendInput!) { updateMassSend(id: $id, input: $input) { status } }";
    const input = { name: "n", audience: { everyone: true }, content: { text: "t" } };
    const refused = await approver.ask(update, { id, input });
    expect([refused.code, refused.errors?.[0]?.message]).toEqual(["CONFLICT", expect.stringContaining("unscheduleMassSend")]);
    expect((await unschedule(id)).data?.unscheduleMassSend).toMatchObject({ status: "DRAFT", scheduledFor: null, ifLate: null });
    expect((await unschedule(id)).code).toBe("CONFLICT");
    expect((await approver.ask(update, { id, input })).code).toBeUndefined();
  });

  test("can be cancelled, and is not sent then", async () => {
    const draft = await createSend(approver);
    await schedule(draft.id, inShanghai(moment(1_500)));
    await approver.get("mutation($id: ID!) { cancelMassSend(id: $id) { id } }", { id: draft.id });
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(await read(draft.id)).toMatchObject({ status: "CANCELLED" });
    expect(ledgerOf(world, draft).jobs).toEqual([]);
  });

  test.each([
    ["has passed", () => inShanghai(moment(-1_000)), "has passed"],
    ["is years away", () => "2098-01-01T00:00:00+08:00", "more than a year away"],
  ])("refuses a moment that %s, naming `at`", async (_what, at, message) => {
    const { id } = await createSend(approver);
    const { code, errors } = await schedule(id, at());
    expect([code, errors?.[0]?.message, errors?.[0]?.extensions?.field]).toEqual([
      "BAD_USER_INPUT",
      expect.stringContaining(message),
      "at",
    ]);
    expect((await read(id)).status).toBe("DRAFT");
  });

  test("refuses a moment without an offset, an audience that reaches nobody, and what is no draft", async () => {
    const { id } = await createSend(approver);
    expect((await schedule(id, "2098-01-01T00:00:00")).code).toBe("BAD_USER_INPUT");
    const { id: nobody } = await createSend(approver, { audience: { all: [{ vip: true }, { vip: false }] } });
    expect((await schedule(nobody, inShanghai(moment(60_000)))).code).toBe("BAD_USER_INPUT");
    await approver.get("mutation($id: ID!) { cancelMassSend(id: $id) { id } }", { id });
    expect((await schedule(id, inShanghai(moment(60_000)))).code).toBe("CONFLICT");
  });
});

describe("a moment that passes while the server is down", () => {
  test("is made up for within 15 minutes, and not with SKIP after a minute", async () => {
    const [made, skipped] = [await createSend(approver), await createSend(approver)];
    await schedule(made.id, inShanghai(moment(86_400_000)));
    await schedule(skipped.id, inShanghai(moment(86_400_000)), "SKIP");
    const { app } = world;
    await app.core.database.pool.query(
      "UPDATE mass_send SET scheduled_for = now() - interval '2 minutes', wake_at = now() - interval '2 minutes' WHERE status = 'SCHEDULED'",
    );
    await world.restart();
    expect(await until(approver, made.id, ({ finishedAt }) => finishedAt !== null)).toMatchObject({ status: "COMPLETED" });
    await until(approver, skipped.id, ({ status }) => status !== "SCHEDULED");
    const { status, error, scheduledFor } = await read(skipped.id);
    expect({ status, scheduledFor }).toEqual({ status: "DRAFT", scheduledFor: null });
    expect(error).toMatch(/2 minutes later, and SKIP does not send it then\. Nothing was sent/);
    expect(ledgerOf(world, skipped).jobs).toEqual([]);
    expect(ledgerOf(world, made).summary.deliveredMoreThanOnce).toBe(0);
  });
});

describe("an approved send at its moment", () => {
  test("does not go out when the approval no longer holds: it is a draft again, unapproved, with the reason", async () => {
    const draft = await createSend(approver);
    const second = await world.operator(Role.APPROVER);
    await second.get("mutation($id: ID!) { approveMassSend(id: $id) { id } }", { id: draft.id });
    await schedule(draft.id, inShanghai(moment(86_400_000)));
    await world.test.database.pool.query(
      `UPDATE mass_send SET content = '{"kind":"TEXT","text":"other"}', scheduled_for = now(), wake_at = now() WHERE id = $1`,
      [draft.id],
    );
    await until(approver, draft.id, ({ status }) => status !== "SCHEDULED");
    expect(await read(draft.id)).toMatchObject({
      ...{ status: "DRAFT", scheduledFor: null, approvedBy: null, error: expect.stringContaining("its content is not what was approved") },
    });
    expect(ledgerOf(world, draft).jobs).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  act,
  BATCH,
  batchesOf,
  createSend,
  EVERYONE,
  ledgerOf,
  readSend,
  type Send,
  sumsOf,
  until,
  watchSend,
} from "../support/mass-sends.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const FOLLOWERS = 1_001;
const BATCH_SIZE = 250;

let world: World;
let approver: Client;
let operator: Client;
let viewer: Client;

beforeAll(async () => {
  world = await createWorld({ followers: FOLLOWERS, batchSize: BATCH_SIZE });
  [approver, operator, viewer] = await Promise.all([
    world.operator(Role.APPROVER),
    world.operator(Role.OPERATOR),
    world.operator(Role.VIEWER),
  ]);
}, 120_000);
afterAll(() => world.close());

const userIds = async (first: number) => {
  const { users } = await viewer.get<{ users: { edges: { node: { id: string; openid: string } }[] } }>(
    "query($n: Int!) { users(audience: { subscribed: true }, first: $n) { edges { node { id openid } } } }",
    { n: first },
  );
  return users.edges.map(({ node }) => node);
};
const small = async (size: number) => ({ users: (await userIds(size)).map(({ id }) => id) });
const totalSends = async () =>
  (await viewer.get<{ massSends: { totalCount: number } }>("{ massSends { totalCount } }")).massSends.totalCount;

describe("a mass send", () => {
  let send: Send;
  let seen: Awaited<ReturnType<typeof watchSend>>;

  beforeAll(async () => {
    const { tagPreview } = await viewer.get<{ tagPreview: { reachable: number } }>(
      "{ tagPreview(audience: { everyone: true }) { reachable } }",
    );
    const draft = await createSend(approver);
    expect(draft).toMatchObject({
      status: "DRAFT",
      method: null,
      contentKind: "TEXT",
      error: null,
      createdBy: { username: approver.username },
    });
    expect(draft).toMatchObject({ rule: { text: "全部用户", json: '{"everyone":true}' }, progress: { seq: 0, recipients: 0, batches: 0 } });
    // Started only once the first state was seen: the watcher's connection may take longer than the start.
    seen = await watchSend(viewer, draft.id, null, async () => {
      const started = await act(approver, "start", draft.id);
      expect(started.progress.recipients).toBe(tagPreview.reachable);
    });
    send = await readSend(viewer, draft.id);
  });

  test("reaches everyone reachable exactly once, in batches of which none has a single recipient", () => {
    const { recipients } = send.progress;
    expect(send).toMatchObject({ status: "COMPLETED", method: "BY_OPENID", error: null });
    const sizes = batchesOf(send).map(({ size }) => size);
    expect(sizes.reduce((a, b) => a + b, 0)).toBe(recipients);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(BATCH_SIZE);
    expect(ledgerOf(world, send).summary).toMatchObject({
      jobs: sizes.length,
      deliveries: recipients,
      deliveredOnce: recipients,
      deliveredMoreThanOnce: 0,
    });
  });

  test("has counters that are the sums of its batches, and the counts WeChat told", () => {
    const batches = batchesOf(send);
    const { recipients } = send.progress;
    expect(send.progress).toMatchObject({
      ...sumsOf(batches),
      batchesAccepted: batches.length,
      accepted: recipients,
      sent: recipients,
      etaSeconds: null,
    });
    for (const batch of batches) {
      expect(batch).toMatchObject({
        status: "FINISHED",
        attempts: 1,
        total: batch.size,
        sent: batch.size,
        filtered: 0,
        failed: 0,
        errcode: null,
      });
      expect(batch.clientMsgId).toMatch(new RegExp(`^tc-[\\w-]{22}-${batch.index}$`));
      expect(ledgerOf(world, send).jobs.map(({ msgId }) => String(msgId))).toContain(batch.wechatMsgId);
    }
  });

  test("shows whoever watches the present state first and the final one last, with growing seq", () => {
    expect(seen[0]).toMatchObject({ seq: 0, status: "DRAFT" });
    expect(seen.at(-1)).toMatchObject({ status: "COMPLETED", seq: send.progress.seq });
    expect(seen.map(({ seq }) => seq)).toEqual([...new Set(seen.map(({ seq }) => seq))].sort((a, b) => a - b));
  });

  test("replays every state after a seq, without a gap, and completes", async () => {
    const replayed = await watchSend(viewer, send.id, 1);
    expect(replayed.map(({ seq }) => seq)).toEqual(Array.from({ length: send.progress.seq - 1 }, (_, i) => i + 2));
    expect(replayed.at(-1)).toEqual(seen.at(-1));
    expect(await watchSend(viewer, send.id, send.progress.seq)).toEqual([]);
  });

  test("pages its batches", async () => {
    const page = `query($id: ID!, $after: String) { massSend(id: $id) { batches(first: 2, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { node { index } } } } }`;
    type Page = {
      massSend: {
        batches: { totalCount: number; pageInfo: { hasNextPage: boolean; endCursor: string }; edges: { node: { index: number } }[] };
      };
    };
    const first = (await viewer.get<Page>(page, { id: send.id })).massSend.batches;
    expect(first).toMatchObject({
      totalCount: send.progress.batches,
      pageInfo: { hasNextPage: true },
      edges: [{ node: { index: 0 } }, { node: { index: 1 } }],
    });
    const second = (await viewer.get<Page>(page, { id: send.id, after: first.pageInfo.endCursor })).massSend.batches;
    expect(second.edges[0]).toEqual({ node: { index: 2 } });
  });

  test.each(["start", "pause", "resume", "cancel"])("refuses %s after its end", async (action) => {
    const answer = await approver.ask(`mutation($id: ID!) { ${action}MassSend(id: $id) { id } }`, { id: send.id });
    expect(answer).toMatchObject({ code: "CONFLICT", errors: [{ extensions: { field: "id" } }] });
    expect((await readSend(viewer, send.id)).progress.seq).toBe(send.progress.seq);
  });

  test("cannot be changed after its start", async () => {
    const input = { name: "x", audience: EVERYONE, content: { text: "x" } };
    const answer = await operator.ask("mutation($id: ID!, $input: MassSendInput!) { updateMassSend(id: $id, input: $input) { id } }", {
      id: send.id,
      input,
    });
    expect(answer.code).toBe("CONFLICT");
    expect((await readSend(viewer, send.id)).name).toBe("上新");
  });

  test("leaves its steps in the audit log", async () => {
    const admin = await world.operator(Role.ADMIN);
    const { auditLog } = await admin.get<{ auditLog: { edges: { node: { action: string; target: string } }[] } }>(
      "{ auditLog { edges { node { action target operator } } } }",
    );
    const actions = auditLog.edges.map(({ node }) => node).filter(({ target }) => target === `massSend:${send.id}`);
    expect(actions.map(({ action }) => action).sort()).toEqual(["createMassSend", "startMassSend"]);
  });
});

describe("pause, resume, cancel", () => {
  test("a paused send stands still until it is resumed, then reaches everybody once", async () => {
    world.simulator.faults.order({ path: "/cgi-bin/message/mass/send", kind: "slow", delayMs: 700 });
    const audience = await small(200);
    const draft = await createSend(approver, { audience });
    await act(approver, "start", draft.id);
    const paused = await act(approver, "pause", draft.id);
    expect(paused).toMatchObject({ status: "PAUSED", error: null });
    expect((await approver.ask("mutation($id: ID!) { startMassSend(id: $id) { id } }", { id: draft.id })).code).toBe("CONFLICT");
    expect((await act(approver, "resume", draft.id)).status).not.toBe("PAUSED");
    const done = await until(viewer, draft.id, ({ status }) => status === "COMPLETED");
    expect(ledgerOf(world, done).summary).toMatchObject({ deliveries: done.progress.recipients, deliveredOnce: done.progress.recipients });
    world.simulator.faults.clear();
  });

  test("a cancelled draft is never sent", async () => {
    const draft = await createSend(approver);
    expect(await act(approver, "cancel", draft.id)).toMatchObject({ status: "CANCELLED" });
    expect((await approver.ask("mutation($id: ID!) { startMassSend(id: $id) { id } }", { id: draft.id })).code).toBe("CONFLICT");
    expect((await readSend(viewer, draft.id)).finishedAt).not.toBeNull();
    expect(ledgerOf(world, draft).jobs).toEqual([]);
  });

  test("started by many at once, it is sent once", async () => {
    const draft = await createSend(approver, { audience: await small(20) });
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => approver.ask("mutation($id: ID!) { startMassSend(id: $id) { id } }", { id: draft.id })),
    );
    expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(1);
    expect(new Set(answers.filter(({ errors }) => errors).map(({ code }) => code))).toEqual(new Set(["CONFLICT"]));
    const done = await until(viewer, draft.id, ({ status }) => status === "COMPLETED");
    expect(ledgerOf(world, done).summary).toMatchObject({ jobs: 1, deliveredMoreThanOnce: 0 });
  });
});

describe("bad input", () => {
  const create = (input: Record<string, unknown>) =>
    operator.ask("mutation($input: MassSendInput!) { createMassSend(input: $input) { id } }", {
      input: { name: "n", audience: EVERYONE, content: { text: "t" }, ...input },
    });

  test.each([
    ["an empty name", { name: " " }, "input.name"],
    ["a name of 65 characters", { name: "名".repeat(65) }, "input.name"],
    ["an empty text", { content: { text: "" } }, "input.content.text"],
    ["a blank text", { content: { text: " \n" } }, "input.content.text"],
    ["601 characters", { content: { text: "字".repeat(601) } }, "input.content.text"],
    ["2,052 bytes", { content: { text: "😀".repeat(513) } }, "input.content.text"],
    ["NUL", { content: { text: "a\0b" } }, "input.content.text"],
    ["half a surrogate pair", { content: { text: "a\ud800" } }, "input.content.text"],
    ["no content", { content: {} }, "input.content"],
    ["content null", { content: { text: null } }, "input.content.text"],
    ["an empty audience", { audience: {} }, "input.audience"],
    ["two fields in the audience", { audience: { everyone: true, vip: true } }, "input.audience"],
    ["an unknown tag", { audience: { all: [EVERYONE, { tag: "999999" }] } }, "input.audience.all[1].tag"],
    ["an openid that is no text", { audience: { openids: ["\ud800"] } }, "input.audience"],
  ])("%s is refused, naming the field, and nothing is made", async (_name, input, field) => {
    const before = await totalSends();
    const answer = await create(input);
    expect(answer.code).toBe("BAD_USER_INPUT");
    expect(answer.errors?.[0]?.extensions?.field).toMatch(new RegExp(`^${field.replace(/[.[\]]/g, "\\$&")}`));
    expect(await totalSends()).toBe(before);
  });

  test.each([
    ["0", []],
    ["1", [0]],
  ])("an audience of %s reachable users cannot be started", async (_name, picked) => {
    const [user] = await userIds(1);
    const audience = picked.length === 0 ? { not: EVERYONE } : { openids: [user?.openid] };
    const draft = await createSend(approver, { audience });
    const answer = await approver.ask("mutation($id: ID!) { startMassSend(id: $id) { id } }", { id: draft.id });
    expect(answer).toMatchObject({
      code: "BAD_USER_INPUT",
      errors: [{ extensions: { field: "id" }, message: expect.stringContaining("audience") }],
    });
    expect(await readSend(viewer, draft.id)).toMatchObject({ status: "DRAFT", progress: { seq: 0 } });
  });

  test.each(["nonsense", "00000000-0000-4000-8000-000000000000"])("no send %s", async (id) => {
    for (const action of ["start", "pause", "resume", "cancel"]) {
      expect((await approver.ask(`mutation($id: ID!) { ${action}MassSend(id: $id) { id } }`, { id })).code).toBe("NOT_FOUND");
    }
    expect((await viewer.ask("query($id: ID!) { massSend(id: $id) { id } }", { id })).code).toBe("NOT_FOUND");
    const resolve = `mutation($id: ID!) { resolveUnknownBatch(batchId: $id, resolution: SEND_AGAIN) { ${BATCH} } }`;
    expect((await approver.ask(resolve, { id })).code).toBe("NOT_FOUND");
    expect((await approver.ask(resolve, { id: `${id}.0` })).code).toBe("NOT_FOUND");
  });

  test("another tenant's send is not there", async () => {
    const send = await createSend(operator);
    const stranger = await world.stranger(Role.ADMIN);
    expect((await stranger.ask("query($id: ID!) { massSend(id: $id) { id } }", { id: send.id })).code).toBe("NOT_FOUND");
    expect((await stranger.ask("mutation($id: ID!) { cancelMassSend(id: $id) { id } }", { id: send.id })).code).toBe("NOT_FOUND");
    const socket = await stranger.socket();
    socket.subscribe("w", "subscription($id: ID!) { massSendProgress(id: $id) { seq } }", { id: send.id });
    await socket.next("complete", "w");
    expect(JSON.stringify(socket.messages.filter(({ id }) => id === "w"))).toContain("NOT_FOUND");
    socket.socket.close();
    expect((await stranger.get<{ massSends: { totalCount: number } }>("{ massSends { totalCount } }")).massSends.totalCount).toBe(0);
  });

  test.each([`massSends:1.${"-".repeat(36)}`, `massSends:${"9".repeat(15)}.${"0".repeat(36)}`, "massSends:1", "users:1"])(
    "a forged cursor %s",
    async (cursor) => {
      const after = Buffer.from(cursor).toString("base64url");
      const answer = await viewer.ask("query($after: String) { massSends(after: $after) { totalCount } }", { after });
      expect(answer).toMatchObject({ code: "BAD_USER_INPUT", errors: [{ extensions: { field: "after" } }] });
    },
  );

  test("a forged cursor of batches", async () => {
    const { id } = await createSend(operator);
    const after = Buffer.from("massSendBatches:9999999999").toString("base64url");
    const query = "query($id: ID!, $after: String) { massSend(id: $id) { batches(after: $after) { totalCount } } }";
    expect(await viewer.ask(query, { id, after })).toMatchObject({ code: "BAD_USER_INPUT" });
  });

  test.each([
    ["first", { first: 0 }],
    ["first", { first: 201 }],
    ["after", { after: "bm9uc2Vuc2U" }],
  ])("%s of a page out of bounds", async (field, variables) => {
    const answer = await viewer.ask(
      "query($first: Int, $after: String) { massSends(first: $first, after: $after) { totalCount } }",
      variables,
    );
    expect(answer).toMatchObject({ code: "BAD_USER_INPUT", errors: [{ extensions: { field } }] });
  });
});

describe("massSends", () => {
  test("lists the newest first, by status and by page", async () => {
    const made = [
      await createSend(operator, { name: "一" }),
      await createSend(operator, { name: "二" }),
      await createSend(operator, { name: "三" }),
    ];
    const list =
      "query($after: String) { massSends(statuses: [DRAFT], first: 2, after: $after) { pageInfo { endCursor } edges { node { id status } } } }";
    type List = { massSends: { pageInfo: { endCursor: string }; edges: { node: { id: string } }[] } };
    const first = (await viewer.get<List>(list)).massSends;
    const second = (await viewer.get<List>(list, { after: first.pageInfo.endCursor })).massSends;
    const ids = [...first.edges, ...second.edges].map(({ node }) => node.id).slice(0, 3);
    expect(ids).toEqual(made.map(({ id }) => id).reverse());
  });
});

describe("updateMassSend", () => {
  test("changes a draft whole", async () => {
    const draft = await createSend(operator);
    const input = { name: "换新", audience: { not: { vip: true } }, content: { text: "改" } };
    await operator.get("mutation($id: ID!, $input: MassSendInput!) { updateMassSend(id: $id, input: $input) { id } }", {
      id: draft.id,
      input,
    });
    expect(await readSend(viewer, draft.id)).toMatchObject({ name: "换新", rule: { text: "非(会员)" }, progress: { seq: 1 } });
  });
});

describe("previewMassSend", () => {
  const preview = (variables: object) =>
    operator.ask(
      "mutation($id: ID!, $openid: String, $wechatName: String) { previewMassSend(id: $id, openid: $openid, wechatName: $wechatName) }",
      { ...variables },
    );

  test("goes to one follower", async () => {
    const [user] = await userIds(1);
    const { id } = await createSend(operator);
    expect((await preview({ id, openid: user?.openid })).data).toEqual({ previewMassSend: true });
  });

  test.each([
    ["nobody", {}, "openid"],
    ["two", { openid: "o", wechatName: "w" }, "wechatName"],
    ["an empty openid", { openid: "" }, "openid"],
  ])("refuses %s", async (_name, to, field) => {
    const { id } = await createSend(operator);
    expect(await preview({ id, ...to })).toMatchObject({ code: "BAD_USER_INPUT", errors: [{ extensions: { field } }] });
  });

  test("says what WeChat says to a stranger's openid", async () => {
    const { id } = await createSend(operator);
    expect(await preview({ id, openid: "oNobody" })).toMatchObject({
      code: "WECHAT_API_ERROR",
      errors: [{ extensions: { errcode: expect.any(Number) } }],
    });
  });
});

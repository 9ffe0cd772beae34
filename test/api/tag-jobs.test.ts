import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { act, createSend, until } from "../support/mass-sends.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const FOLLOWERS = 25_000;
const FIELDS = "id kind status total done changed error finishedAt tags { id name }";
const TAG = `mutation($input: TagUsersInput!) { tagUsers(input: $input) { ${FIELDS} } }`;
const UNTAG = `mutation($input: TagUsersInput!) { untagUsers(input: $input) { ${FIELDS} } }`;
const UNDO = `mutation($id: ID!) { undoTagJob(id: $id) { ${FIELDS} } }`;
const WATCH = `subscription($id: ID!) { tagJobProgress(id: $id) { ${FIELDS} } }`;
const COUNT = "query($audience: AudienceInput!) { tagPreview(audience: $audience) { count } }";

interface Job {
  id: string;
  status: string;
  total: number;
  done: number;
  changed: number;
}

let world: World;
let operator: Client;
/** Some of the demo people are DELETED, and in no audience. */
let everyone: number;

beforeAll(async () => {
  world = await createWorld({ followers: FOLLOWERS });
  operator = await world.operator(Role.OPERATOR);
  everyone = await count({ everyone: true });
}, 120_000);
afterAll(() => world.close());

async function tag(name: string): Promise<string> {
  const { createTag } = await operator.get<{ createTag: { id: string } }>(
    "mutation($n: String!) { createTag(input: { name: $n }) { id } }",
    {
      n: name,
    },
  );
  return createTag.id;
}

async function start(input: object, mutation = TAG): Promise<Job> {
  const data = await operator.get<Record<string, Job>>(mutation, { input });
  return (data.tagUsers ?? data.untagUsers) as Job;
}

/** Every state shown to one who watches the job from now to its end. */
async function watch(id: string): Promise<Job[]> {
  const socket = await operator.socket();
  socket.subscribe("w", WATCH, { id });
  await socket.next("complete", "w");
  socket.socket.close();
  return socket.messages.flatMap(({ type, payload }) =>
    type === "next" ? [(payload as { data: { tagJobProgress: Job } }).data.tagJobProgress] : [],
  );
}

const count = async (audience: object) => (await operator.get<{ tagPreview: { count: number } }>(COUNT, { audience })).tagPreview.count;

describe("tagUsers", () => {
  test("tags everyone in the audience, shows its progress, and the preview knows at once", async () => {
    const id = await tag("全部");
    const job = await start({ tagIds: [id], audience: { everyone: true } });
    expect(job).toMatchObject({ kind: "TAG", total: everyone, tags: [{ id, name: "全部" }], error: null });
    const states = await watch(job.id);
    expect(states.at(-1)).toMatchObject({ status: "SUCCEEDED", done: everyone, changed: everyone });
    expect(states.map(({ done }) => done)).toEqual(states.map(({ done }) => done).sort((a, b) => a - b));
    expect(await count({ tag: id })).toBe(everyone);
    expect(await operator.get("query($id: ID!) { tag(id: $id) { users } }", { id })).toEqual({ tag: { users: everyone } });
  });

  test("again changes nobody, and untagUsers takes back from some", async () => {
    const id = await tag("男女");
    const audience = { sex: "FEMALE" };
    const women = await count(audience);
    await watch((await start({ tagIds: [id], audience })).id);
    expect((await watch((await start({ tagIds: [id], audience })).id)).at(-1)).toMatchObject({ done: women, changed: 0 });
    const untag = await start({ tagIds: [id], audience: { everyone: true } }, UNTAG);
    expect((await watch(untag.id)).at(-1)).toMatchObject({ total: everyone, changed: women });
    expect(await count({ tag: id })).toBe(0);
  });

  test("under one idempotency key is one job; another request under it is a CONFLICT", async () => {
    const id = await tag("一把钥匙");
    const input = { tagIds: [id], audience: { vip: true }, idempotencyKey: "spring" };
    const jobs = await Promise.all(Array.from({ length: 5 }, () => start(input)));
    expect(new Set(jobs.map((job) => job.id)).size).toBe(1);
    const answer = await operator.ask(TAG, { input: { ...input, audience: { vip: false } } });
    expect(answer.code).toBe("CONFLICT");
    expect(answer.errors?.[0]?.extensions?.field).toBe("input.idempotencyKey");
  });

  test("survives a restart of the server in its middle", async () => {
    const id = await tag("重启");
    const job = await start({ tagIds: [id], audience: { everyone: true } });
    await world.restart();
    expect((await watch(job.id)).at(-1)).toMatchObject({ status: "SUCCEEDED", done: everyone, changed: everyone });
    expect(await count({ tag: id })).toBe(everyone);
  });

  test.each([
    [{ tagIds: [] }, "input.tagIds"],
    [{ tagIds: ["999999"] }, "input.tagIds[0]"],
    [{ audience: { tag: "999999" } }, "input.audience.tag"],
    [{ idempotencyKey: "" }, "input.idempotencyKey"],
  ])("refuses %j by name and starts nothing", async (change, field) => {
    const jobs = () => operator.get<{ tagJobs: { totalCount: number } }>("{ tagJobs { totalCount } }");
    const before = await jobs();
    const tagIds = [await tag(`拒绝 ${field}`)];
    const answer = await operator.ask(TAG, { input: { tagIds, audience: { everyone: true }, ...change } });
    expect(answer.code).toBe("BAD_USER_INPUT");
    expect(answer.errors?.[0]?.extensions?.field).toBe(field);
    expect(await jobs()).toEqual(before);
  });

  test("is not for a VIEWER", async () => {
    const viewer = await world.operator(Role.VIEWER);
    const input = { tagIds: ["1"], audience: { everyone: true } };
    expect((await viewer.ask(TAG, { input })).code).toBe("FORBIDDEN");
    expect((await viewer.ask(UNTAG, { input })).code).toBe("FORBIDDEN");
  });
});

describe("undoTagJob", () => {
  const undo = async (id: string) => (await operator.get<{ undoTagJob: Job }>(UNDO, { id })).undoTagJob;
  const carriers = (id: string) => count({ tag: id });

  test("takes back what the job changed and no more, also after later jobs; undoing that does it again", async () => {
    const id = await tag("撤销");
    const [women, men] = [await count({ sex: "FEMALE" }), await count({ sex: "MALE" })];
    await watch((await start({ tagIds: [id], audience: { sex: "FEMALE" } })).id);
    const all = (await watch((await start({ tagIds: [id], audience: { everyone: true } })).id)).at(-1);
    expect(all?.changed).toBe(everyone - women);
    await watch((await start({ tagIds: [id], audience: { sex: "MALE" } }, UNTAG)).id);
    const taken = await undo(all?.id ?? "");
    expect(taken).toMatchObject({ kind: "UNDO", total: everyone - women, tags: [{ id, name: "撤销" }] });
    const ended = (await watch(taken.id)).at(-1);
    expect(ended).toMatchObject({ status: "SUCCEEDED", done: everyone - women, changed: everyone - women - men });
    expect(await carriers(id)).toBe(women);
    expect((await undo(all?.id ?? "")).id).toBe(taken.id);
    await watch((await undo(taken.id)).id);
    expect(await carriers(id)).toBe(everyone - men);
  });

  test("gives untagged users their tag back", async () => {
    const id = await tag("还回");
    await watch((await start({ tagIds: [id], audience: { everyone: true } })).id);
    const untagged = await start({ tagIds: [id], audience: { vip: true } }, UNTAG);
    await watch(untagged.id);
    await watch((await undo(untagged.id)).id);
    expect(await carriers(id)).toBe(everyone);
  });

  test("is a CONFLICT for a job that runs, and for one whose tags were deleted; NOT_FOUND for another tenant's", async () => {
    const id = await tag("冲突");
    const job = await start({ tagIds: [id], audience: { everyone: true } });
    await watch(job.id);
    const { pool } = world.test.database;
    // As one that somebody drives at this moment.
    const { rows } = await pool.query(
      "INSERT INTO tag_job (id, tenant_id, kind, status, tag_ids, request_hash, audience, total, created_by, progress_at) SELECT gen_random_uuid(), tenant_id, kind, 'RUNNING', tag_ids, request_hash, '', total, created_by, now() + interval '1 hour' FROM tag_job WHERE id = $1 RETURNING id",
      [job.id],
    );
    const early = await operator.ask(UNDO, { id: rows[0].id });
    expect([early.code, early.errors?.[0]?.extensions?.field]).toEqual(["CONFLICT", "id"]);
    await pool.query("DELETE FROM tag_job WHERE id = $1", [rows[0].id]);
    const stranger = await world.stranger(Role.ADMIN);
    expect((await stranger.ask(UNDO, { id: job.id })).code).toBe("NOT_FOUND");
    expect((await operator.ask(UNDO, { id: "nobody" })).code).toBe("NOT_FOUND");
    const other = await tag("已删");
    const gone = await start({ tagIds: [other], audience: { vip: true } });
    await watch(gone.id);
    await operator.get("mutation($id: ID!) { deleteTag(id: $id) }", { id: other });
    const refused = await operator.ask(UNDO, { id: gone.id });
    expect([refused.code, refused.errors?.[0]?.extensions?.field]).toEqual(["CONFLICT", "id"]);
    expect(refused.errors?.[0]?.message).toContain("deleted");
  });

  test("is written to the audit log, and is not for a VIEWER", async () => {
    const job = await start({ tagIds: [await tag("审计")], audience: { vip: true } });
    await watch(job.id);
    const taken = await undo(job.id);
    const admin = await world.operator(Role.ADMIN);
    const { auditLog } = await admin.get<{ auditLog: { edges: { node: { action: string; target: string; detail: string } }[] } }>(
      "{ auditLog(first: 50) { edges { node { action target detail } } } }",
    );
    const entry = auditLog.edges.map(({ node }) => node).find(({ action }) => action === "undoTagJob");
    expect(entry?.detail).toContain("takes back tagJob:");
    expect(taken.status).not.toBe("FAILED");
    const viewer = await world.operator(Role.VIEWER);
    expect((await viewer.ask(UNDO, { id: job.id })).code).toBe("FORBIDDEN");
  });
});

describe("while a tag job runs", () => {
  test("previews answer, a mass send goes out, and another job on the same tag ends, too", async () => {
    const [id, other] = [await tag("同时"), await tag("旁边")];
    const running = await start({ tagIds: [id, other], audience: { everyone: true } });
    const beside = await start({ tagIds: [id], audience: { sex: "FEMALE" } }, UNTAG);
    const draft = await createSend(operator, { audience: { subscribed: true } });
    const approver = await world.operator(Role.APPROVER);
    await act(approver, "start", draft.id);
    const [counts, send] = await Promise.all([
      Promise.all(Array.from({ length: 20 }, () => count({ any: [{ tag: id }, { vip: true }] }))),
      until(operator, draft.id, ({ status }) => status === "COMPLETED"),
      watch(running.id),
      watch(beside.id),
    ]);
    expect(counts.every((one) => one <= everyone)).toBe(true);
    expect(send.progress.accepted).toBe(send.progress.recipients);
    expect(await count({ tag: other })).toBe(everyone);
    expect(await operator.get("query($id: ID!) { tag(id: $id) { users } }", { id })).toEqual({ tag: { users: await count({ tag: id }) } });
  });
});

describe("tag jobs", () => {
  test("are listed newest first; another tenant's are not there", async () => {
    const job = await start({ tagIds: [await tag("最新")], audience: { vip: true } });
    const { tagJobs } = await operator.get<{ tagJobs: { edges: { node: Job }[] } }>("{ tagJobs(first: 1) { edges { node { id } } } }");
    expect(tagJobs.edges[0]?.node.id).toBe(job.id);
    const stranger = await world.stranger(Role.ADMIN);
    const ONE = "query($id: ID!) { tagJob(id: $id) { id } }";
    expect(await operator.get(ONE, { id: job.id })).toEqual({ tagJob: { id: job.id } });
    expect((await stranger.ask(ONE, { id: job.id })).code).toBe("NOT_FOUND");
    const socket = await stranger.socket();
    socket.subscribe("w", WATCH, { id: job.id });
    await socket.next("complete", "w");
    const answers = socket.messages.filter(({ type }) => type === "next").map(({ payload }) => payload);
    expect(answers).toMatchObject([{ errors: [{ extensions: { code: "NOT_FOUND" } }] }]);
    socket.socket.close();
  });
});

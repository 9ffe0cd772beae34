import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const FOLLOWERS = 25_000;
const FIELDS = "id kind status total done changed error finishedAt tags { id name }";
const TAG = `mutation($input: TagUsersInput!) { tagUsers(input: $input) { ${FIELDS} } }`;
const UNTAG = `mutation($input: TagUsersInput!) { untagUsers(input: $input) { ${FIELDS} } }`;
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

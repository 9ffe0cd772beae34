import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { httpCaller } from "../support/caller.js";
import { countStatements, type StatementCounter } from "../support/statements.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const FIELDS = "id name rule { text json } count usedBy { kind id name } createdAt updatedAt";
const CREATE = `mutation($input: SegmentInput!) { createSegment(input: $input) { ${FIELDS} } }`;
const UPDATE = `mutation($id: ID!, $input: SegmentInput!) { updateSegment(id: $id, input: $input) { ${FIELDS} } }`;
const DELETE = "mutation($id: ID!) { deleteSegment(id: $id) }";
const ONE = `query($id: ID!) { segment(id: $id) { ${FIELDS} } }`;
const COUNT = "query($audience: AudienceInput!) { tagPreview(audience: $audience) { count } }";

interface Segment {
  id: string;
  name: string;
  rule: { text: string; json: string };
  count: number;
  usedBy: { kind: string; id: string; name: string }[];
  createdAt: string;
  updatedAt: string;
}

let world: World;
let operator: Client;
let viewer: Client;
let counter: StatementCounter;
let named = 0;

beforeAll(async () => {
  world = await createWorld({ followers: 400 });
  [operator, viewer] = [await world.operator(Role.OPERATOR), await world.operator(Role.VIEWER)];
  counter = countStatements();
});
afterAll(async () => {
  counter.stop();
  await world.close();
});

const nameOf = (what: string) => `${what} ${named++}`;

async function create(audience: object, name = nameOf("人群")): Promise<Segment> {
  return (await operator.get<{ createSegment: Segment }>(CREATE, { input: { name, audience } })).createSegment;
}

const update = (id: string, audience: object, name = nameOf("改")) => operator.ask(UPDATE, { id, input: { name, audience } });
const read = async (id: string) => (await viewer.get<{ segment: Segment }>(ONE, { id })).segment;
const count = async (audience: object) => (await viewer.get<{ tagPreview: { count: number } }>(COUNT, { audience })).tagPreview.count;

async function createTag(name = nameOf("标签")): Promise<{ id: string; name: string }> {
  const mutation = "mutation($name: String!) { createTag(input: { name: $name }) { id name } }";
  return (await operator.get<{ createTag: { id: string; name: string } }>(mutation, { name })).createTag;
}

async function draft(audience: object): Promise<{ id: string; name: string }> {
  const mutation = "mutation($input: MassSendInput!) { createMassSend(input: $input) { id name } }";
  const input = { name: nameOf("群发"), audience, content: { text: "x" } };
  return (await operator.get<{ createMassSend: { id: string; name: string } }>(mutation, { input })).createMassSend;
}

async function ruled(rule: object): Promise<{ id: string; name: string }> {
  const mutation = "mutation($input: TagInput!) { createTag(input: $input) { id name } }";
  return (await operator.get<{ createTag: { id: string; name: string } }>(mutation, { input: { name: nameOf("规则"), rule } })).createTag;
}

function fault(answer: Awaited<ReturnType<Client["ask"]>>): { code: string | undefined; field: unknown; message: string | undefined } {
  return { code: answer.code, field: answer.errors?.[0]?.extensions?.field, message: answer.errors?.[0]?.message };
}

describe("segments", () => {
  test("are made, read, changed, listed by name and deleted", async () => {
    const made = await create({ all: [{ sex: "FEMALE" }, { subscribed: true }] }, " 女粉丝 ");
    expect(made).toMatchObject({ name: "女粉丝", usedBy: [] });
    expect(made.rule.text).toBe("女 且 已关注");
    expect(JSON.parse(made.rule.json)).toEqual({ all: [{ sex: "FEMALE" }, { subscribed: true }] });
    expect(made.count).toBe(await count({ all: [{ sex: "FEMALE" }, { subscribed: true }] }));
    expect(made.count).toBeGreaterThan(0);
    const changed = (
      await operator.get<{ updateSegment: Segment }>(UPDATE, { id: made.id, input: { name: "男", audience: { sex: "MALE" } } })
    ).updateSegment;
    expect(changed).toMatchObject({ id: made.id, name: "男", count: await count({ sex: "MALE" }), createdAt: made.createdAt });
    expect(Date.parse(changed.updatedAt)).toBeGreaterThanOrEqual(Date.parse(made.updatedAt));
    expect(await read(made.id)).toEqual(changed);
    await create({ vip: true }, "会员人群");
    const { segments } = await viewer.get<{ segments: { name: string }[] }>("{ segments { name } }");
    const names = segments.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["会员人群", "男"]));
    const { rows } = await world.test.database.pool.query<{ name: string }>("SELECT name FROM segment ORDER BY name, id");
    expect(names).toEqual(rows.map(({ name }) => name));
    expect(await operator.get(DELETE, { id: made.id })).toEqual({ deleteSegment: true });
    expect(fault(await viewer.ask(ONE, { id: made.id }))).toMatchObject({ code: "NOT_FOUND", field: "id" });
  });

  test("are in the audit log", async () => {
    const { id } = await create({ everyone: true }, "记录");
    await update(id, { vip: true }, "记录二");
    await operator.get(DELETE, { id });
    const admin = await world.operator(Role.ADMIN);
    const { auditLog } = await admin.get<{ auditLog: { edges: { node: object }[] } }>(
      "{ auditLog(first: 20) { edges { node { action target detail operator } } } }",
    );
    const mine = { target: `segment:${id}`, operator: operator.username };
    expect(auditLog.edges.map(({ node }) => node)).toEqual(
      expect.arrayContaining([
        { action: "createSegment", detail: "记录", ...mine },
        { action: "updateSegment", detail: "记录二", ...mine },
        { action: "deleteSegment", detail: "记录二", ...mine },
      ]),
    );
  });

  test("are edited by operators only", async () => {
    const { id } = await create({ vip: true });
    const input = { name: nameOf("x"), audience: { vip: true } };
    for (const answer of [viewer.ask(CREATE, { input }), viewer.ask(UPDATE, { id, input }), viewer.ask(DELETE, { id })]) {
      expect((await answer).code).toBe("FORBIDDEN");
    }
  });

  test.each(["0", "abc", "2000000000", "99999999999"])("with the id %s are not there", async (id) => {
    const input = { name: nameOf("x"), audience: { vip: true } };
    for (const answer of [viewer.ask(ONE, { id }), operator.ask(UPDATE, { id, input }), operator.ask(DELETE, { id })]) {
      expect(fault(await answer)).toMatchObject({ code: "NOT_FOUND", field: "id" });
    }
  });

  test("need a name that is free: else CONFLICT at input.name", async () => {
    const taken = await create({ vip: true }, "占用");
    const other = await create({ vip: true });
    expect(fault(await operator.ask(CREATE, { input: { name: " 占用 ", audience: { vip: true } } }))).toMatchObject({
      code: "CONFLICT",
      field: "input.name",
    });
    expect(fault(await update(other.id, { vip: true }, "占用"))).toMatchObject({ code: "CONFLICT", field: "input.name" });
    expect((await update(taken.id, { vip: false }, "占用")).code).toBeUndefined();
    const stranger = await world.stranger(Role.OPERATOR);
    expect((await stranger.ask(CREATE, { input: { name: "占用", audience: { vip: true } } })).code).toBeUndefined();
  });

  test.each([
    ["an empty name", { name: " ", audience: { vip: true } }, "input.name"],
    ["65 characters", { name: "n".repeat(65), audience: { vip: true } }, "input.name"],
    ["a control character", { name: "a\u0007b", audience: { vip: true } }, "input.name"],
    ["an empty audience", { name: "n", audience: {} }, "input.audience"],
    ["an unknown tag", { name: "n", audience: { any: [{ vip: true }, { tag: "2000000000" }] } }, "input.audience.any[1].tag"],
    ["an unknown segment", { name: "n", audience: { not: { segment: "2000000000" } } }, "input.audience.not.segment"],
    ["half a surrogate pair", { name: "n", audience: { openids: ["\ud800"] } }, "input.audience"],
    ["201 parts", { name: "n", audience: { any: Array.from({ length: 201 }, () => ({ vip: true })) } }, "input.audience.any"],
  ])("refuse %s by the field's name", async (_what, input, field) => {
    expect(fault(await operator.ask(CREATE, { input }))).toMatchObject({ code: "BAD_USER_INPUT", field });
  });

  test("put themselves into words, in Chinese and English, with the names of tags, segments and places", async () => {
    const tag = await createTag();
    const inner = await create({ tag: tag.id });
    const { id } = await create({ all: [{ segment: inner.id }, { not: { tag: tag.id } }, { provinceId: 110000 }, { cityId: 500200 }] });
    await create({ regionId: 220104 }, "区");
    const { segment } = await viewer.get<{ segment: { rule: { zh: string; en: string } } }>(
      "query($id: ID!) { segment(id: $id) { rule { zh: text en: text(language: EN) } } }",
      { id },
    );
    expect(segment.rule).toEqual({
      zh: `人群「${inner.name}」 且 非(标签「${tag.name}」) 且 省份「北京市」 且 城市「重庆市县」`,
      en: `segment "${inner.name}" and not (tag "${tag.name}") and province "北京市" and city "重庆市县"`,
    });
    const { segments } = await viewer.get<{ segments: { name: string; rule: { text: string } }[] }>("{ segments { name rule { text } } }");
    expect(segments.find(({ name }) => name === "区")?.rule.text).toBe("区县「长春市朝阳区」");
  });

  test("are counted, put into words and looked up together: the statements do not grow with their number", async () => {
    const tag = await createTag();
    const inner = await create({ any: [{ vip: true }, { tag: tag.id }] });
    const ask = async (name: string) => {
      const body = JSON.stringify({ query: "{ segments { name count rule { text } usedBy { name } } }" });
      const headers = { "content-type": "application/json", authorization: `Bearer ${viewer.token}`, ...counter.headers(name) };
      const response = await fetch(`${world.url}/graphql`, { method: "POST", headers, body });
      const { data } = (await response.json()) as { data: { segments: { name: string; count: number }[] } };
      return data.segments;
    };
    await ask("warm");
    await ask("few");
    const before = counter.of("few").length;
    for (let i = 0; i < 30; i++) await create({ all: [{ segment: inner.id }, { subscribed: i % 2 === 0 }] }, `成员 ${i}`);
    const segments = await ask("many");
    expect(counter.of("many").length).toBeLessThanOrEqual(before + 2);
    expect(segments.filter(({ name }) => name.startsWith("成员 ")).map((one) => one.count)).toHaveLength(30);
    const even = await count({ all: [{ vip: true }, { subscribed: true }] });
    expect(segments.find(({ name }) => name === "成员 4")?.count).toBe(even);
  });
});

describe("segments inside segments", () => {
  test("hold what the inner one holds now", async () => {
    const inner = await create({ sex: "MALE" });
    const outer = await create({ not: { segment: inner.id } });
    expect(outer.count).toBe(await count({ not: { sex: "MALE" } }));
    await update(inner.id, { sex: "FEMALE" });
    expect((await read(outer.id)).count).toBe(await count({ not: { sex: "FEMALE" } }));
    expect(await count({ segment: outer.id })).toBe(await count({ not: { sex: "FEMALE" } }));
  });

  test("never hold themselves: the way is named", async () => {
    const a = await create({ vip: true }, "甲");
    const b = await create({ segment: a.id }, "乙");
    const c = await create({ all: [{ vip: true }, { segment: b.id }] }, "丙");
    expect(fault(await update(a.id, { not: { segment: c.id } }, "甲"))).toEqual({
      code: "BAD_USER_INPUT",
      field: "input.audience",
      message: 'input.audience: the segment "甲" would hold itself: it names segment "丙" → segment "乙" → itself',
    });
    expect(fault(await update(a.id, { segment: a.id }, "甲")).message).toContain("it names itself");
  });

  test("never hold themselves by way of a tag's rule", async () => {
    const segment = await create({ vip: true }, "规则人群");
    const tag = await ruled({ segment: segment.id });
    expect(fault(await update(segment.id, { any: [{ vip: true }, { tag: tag.id }] }, "规则人群"))).toMatchObject({
      code: "BAD_USER_INPUT",
      message: `input.audience: the segment "规则人群" would hold itself: it names the rule of tag "${tag.name}" → itself`,
    });
  });

  test("never hold themselves, whoever edits at the same time", async () => {
    for (let round = 0; round < 5; round++) {
      const ring = await Promise.all(Array.from({ length: 4 }, () => create({ vip: true })));
      const answers = await Promise.all(ring.map(({ id }, i) => update(id, { segment: ring[(i + 1) % ring.length]?.id })));
      expect(answers.filter(({ code }) => code === "BAD_USER_INPUT")).toHaveLength(1);
      for (const { id } of ring) expect((await read(id)).count).toBe(await count({ vip: true }));
    }
  });

  test("nest 8 deep and no deeper", async () => {
    let inner = await create({ vip: true });
    const innermost = inner;
    for (let depth = 2; depth <= 8; depth++) inner = await create({ segment: inner.id });
    const deepest = inner;
    expect(await count({ segment: deepest.id })).toBe(await count({ vip: true }));
    expect(await count({ not: { not: { segment: deepest.id } } })).toBe(await count({ vip: true }));
    expect(
      fault(await operator.ask(CREATE, { input: { name: nameOf("太深"), audience: { all: [{ segment: deepest.id }] } } })),
    ).toMatchObject({
      code: "BAD_USER_INPUT",
      field: "input.audience",
      message: expect.stringMatching(/no expression could use the segment then: .*at most 8 deep/),
    });
    const other = await create({ vip: true });
    expect(fault(await update(innermost.id, { segment: other.id }))).toMatchObject({
      code: "BAD_USER_INPUT",
      field: "input.audience",
      message: expect.stringMatching(/segment "人群 \d+" uses this segment and could not be evaluated then: .*at most 8 deep/),
    });
  });

  test.each<[string, (id: string) => Promise<{ name: string }>]>([
    ["segment", (id) => create({ any: Array.from({ length: 6 }, () => ({ segment: id })) })],
    ["the rule of tag", (id) => ruled({ any: Array.from({ length: 6 }, () => ({ segment: id })) })],
    ["mass send", (id) => draft({ any: Array.from({ length: 6 }, () => ({ segment: id })) })],
  ])("stay small enough for what uses them: %s", async (kind, use) => {
    const { id, name } = await create({ vip: true });
    const user = await use(id);
    const large = { any: Array.from({ length: 190 }, () => ({ vip: true })) };
    expect(fault(await update(id, large))).toMatchObject({
      code: "BAD_USER_INPUT",
      field: "input.audience",
      message: expect.stringContaining(`${kind} "${user.name}" uses this segment and could not be evaluated then`),
    });
    expect((await read(id)).name).toBe(name);
    expect((await update(id, { any: large.any.slice(0, 150) })).code).toBeUndefined();
  });
});

describe("deleteSegment", () => {
  test("is refused with what uses the segment, and goes once nothing does", async () => {
    const segment = await create({ vip: true });
    const outer = await create({ not: { any: [{ sex: "MALE" }, { segment: segment.id }] } });
    const tag = await ruled({ segment: segment.id });
    const send = await draft({ all: [{ segment: segment.id }, { vip: true }] });
    const refused = fault(await operator.ask(DELETE, { id: segment.id }));
    expect(refused).toMatchObject({ code: "CONFLICT", field: "id" });
    for (const { name } of [outer, tag, send]) expect(refused.message).toContain(`"${name}"`);
    const uses = (await read(segment.id)).usedBy;
    expect(uses).toHaveLength(3);
    expect(uses).toEqual(
      expect.arrayContaining([
        { kind: "SEGMENT", id: outer.id, name: outer.name },
        { kind: "TAG_RULE", id: tag.id, name: tag.name },
        { kind: "MASS_SEND", id: send.id, name: send.name },
      ]),
    );
    await operator.get(DELETE, { id: outer.id });
    await operator.get("mutation($id: ID!) { deleteTag(id: $id) }", { id: tag.id });
    expect((await operator.ask(DELETE, { id: segment.id })).code).toBe("CONFLICT");
    const approver = await world.operator(Role.APPROVER);
    await approver.get("mutation($id: ID!) { cancelMassSend(id: $id) { id } }", { id: send.id });
    expect(await operator.get(DELETE, { id: segment.id })).toEqual({ deleteSegment: true });
  });

  test("takes no other segment's number for a use", async () => {
    const segment = await create({ vip: true });
    const id = Number(segment.id);
    await create({ any: [{ users: [segment.id] }, { openids: [segment.id] }, { provinceId: id }, { companyId: id }] });
    expect((await read(segment.id)).usedBy).toEqual([]);
    expect(await operator.get(DELETE, { id: segment.id })).toEqual({ deleteSegment: true });
  });
});

describe("deleteTag", () => {
  const DELETE_TAG = "mutation($id: ID!) { deleteTag(id: $id) }";

  test.each<[string, (id: string) => Promise<{ name: string }>]>([
    ["a segment", (id) => create({ not: { tag: id } })],
    ["another tag's rule", (id) => ruled({ tag: id })],
    ["a mass send that has not started", (id) => draft({ any: [{ vip: true }, { tag: id }] })],
  ])("is refused while %s names the tag", async (_what, use) => {
    const tag = await createTag();
    const user = await use(tag.id);
    expect(fault(await operator.ask(DELETE_TAG, { id: tag.id }))).toMatchObject({
      code: "CONFLICT",
      field: "id",
      message: expect.stringContaining(`"${user.name}"`),
    });
  });

  test("goes where nothing names it but its own rule", async () => {
    const tag = await ruled({ vip: true });
    expect(await operator.get(DELETE_TAG, { id: tag.id })).toEqual({ deleteTag: true });
  });
});

test("needs a session", async () => {
  expect((await httpCaller(world.url)("{ segments { id } }")).code).toBe("UNAUTHENTICATED");
});

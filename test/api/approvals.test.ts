import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ApprovalRule, type TenantUpdate } from "../../src/accounts/index.js";
import { act, createSend, ledgerOf, until } from "../support/mass-sends.js";
import { uploadFile, wechatOf } from "../support/materials.js";
import { mediaFiles } from "../support/media-files.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const FOLLOWERS = 300;

interface Approved {
  status: string;
  approvedBy: { id: string; username: string } | null;
  approval: { at: string; count: number; min: number; max: number } | null;
}

let world: World;
let author: Client;
let approver: Client;
let other: Client;
let cover: string;

beforeAll(async () => {
  world = await createWorld({ followers: FOLLOWERS });
  const one = () => world.operator(Role.APPROVER);
  [author, approver, other] = await Promise.all([one(), one(), one()]);
  cover = (await (await wechatOf(world)).addMaterial("IMAGE", uploadFile("cover.png", "image/png", mediaFiles.png()))).mediaId;
}, 120_000);
afterAll(() => world.close());

const rules = (given: TenantUpdate["rules"]) => world.app.core.accounts.tenants.updateTenant(world.tenant.appId, { rules: given }, "test");
beforeEach(() =>
  rules({ approval: ApprovalRule.OPTIONAL, selfApproval: false, approvalTolerancePercent: 10, approvalTolerancePeople: 100 }),
);

const APPROVED = "status approvedBy { id username } approval { at count min max }";
const approve = (client: Client, id: string) =>
  client.ask(`mutation($id: ID!) { approveMassSend(id: $id) { ${APPROVED} progress { seq } } }`, { id });
const approved = async (id: string) =>
  (await author.get<{ massSend: Approved }>(`query($id: ID!) { massSend(id: $id) { ${APPROVED} } }`, { id })).massSend;
const start = (id: string, client = author) => client.ask("mutation($id: ID!) { startMassSend(id: $id) { status } }", { id });
const update = (id: string, input: object = {}, client = author) =>
  client.get("mutation($id: ID!, $input: MassSendInput!) { updateMassSend(id: $id, input: $input) { id } }", {
    id,
    input: { name: "上新", audience: { everyone: true }, content: { text: "新品上市" }, ...input },
  });
const article = (content: string) => ({ kind: "NEWS", title: "上新", content, thumbMediaId: cover }) as const;
const draft = async (content: string) => (await wechatOf(world)).addDraft([article(content)]);
const idOf = async (input: Record<string, unknown> = {}) => (await createSend(author, input)).id;

describe("approveMassSend", () => {
  test("binds the approver, the moment, and a range of counts, and is shown", async () => {
    await rules({ approvalTolerancePeople: 5 });
    const id = await idOf();
    expect(await approved(id)).toMatchObject({ approvedBy: null, approval: null });
    const { data, code } = await approve(approver, id);
    expect(code).toBeUndefined();
    const { tagPreview } = await author.get<{ tagPreview: { reachable: number } }>(
      "{ tagPreview(audience: { everyone: true }) { reachable } }",
    );
    const { reachable: count } = tagPreview;
    const tolerance = Math.ceil(count / 10);
    expect(data?.approveMassSend).toMatchObject({
      status: "DRAFT",
      approvedBy: { username: approver.username },
      approval: { count, min: count - tolerance, max: count + tolerance },
    });
  });

  test("twice, by whomever, and at the same moment, is once: the first approval stays", async () => {
    const id = await idOf();
    const answers = await Promise.all([approver, other, approver, other].map((client) => approve(client, id)));
    expect(answers.map(({ code }) => code)).toEqual([undefined, undefined, undefined, undefined]);
    expect(new Set(answers.map(({ data }) => JSON.stringify(data?.approveMassSend))).size).toBe(1);
    const { rows } = await world.test.database.pool.query("SELECT 1 FROM audit_entry WHERE action = 'approveMassSend' AND target = $1", [
      `massSend:${id}`,
    ]);
    expect(rows).toHaveLength(1);
  });

  test("is FORBIDDEN for the author and for who changed the draft last, and says how to allow it", async () => {
    const id = await idOf();
    const refused = await approve(author, id);
    expect([refused.code, refused.errors?.[0]?.message]).toEqual(["FORBIDDEN", expect.stringContaining("somebody else must approve")]);
    expect(refused.errors?.[0]?.message).toContain("--self-approval");
    await update(id, { content: { text: "anders" } }, other);
    expect((await approve(other, id)).code).toBe("FORBIDDEN");
    expect((await approve(author, id)).code).toBe("FORBIDDEN");
    expect((await approve(approver, id)).code).toBeUndefined();
  });

  test("may be done by the author where the tenant allows it", async () => {
    await rules({ selfApproval: true });
    const id = await idOf();
    expect((await approve(author, id)).data?.approveMassSend).toMatchObject({ approvedBy: { username: author.username } });
    const { tenant } = await author.get<{ tenant: object }>(
      "{ tenant { approval selfApproval approvalTolerancePercent approvalTolerancePeople } }",
    );
    expect(tenant).toEqual({ approval: "OPTIONAL", selfApproval: true, approvalTolerancePercent: 10, approvalTolerancePeople: 100 });
  });

  test("tells API keys apart by their names", async () => {
    const admin = await world.operator(Role.ADMIN);
    const key = async (name: string) => {
      const made = await admin.get<{ createApiKey: { key: string } }>(
        "mutation($name: String!) { createApiKey(name: $name, role: APPROVER) { key } }",
        { name },
      );
      return made.createApiKey.key;
    };
    const [writing, again, approving] = [await key("cms"), await key("cms"), await key("boss")];
    const as = (token: string, query: string) =>
      fetch(`${world.url}/graphql`, {
        ...{ method: "POST", body: JSON.stringify({ query }) },
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      }).then((response) => response.json());
    const made = (await as(
      writing,
      'mutation { createMassSend(input: { name: "n", audience: { everyone: true }, content: { text: "t" } }) { id } }',
    )) as { data: { createMassSend: { id: string } } };
    const mutation = `mutation { approveMassSend(id: "${made.data.createMassSend.id}") { approvedBy { id username } } }`;
    for (const token of [writing, again])
      expect(await as(token, mutation)).toMatchObject({ errors: [{ extensions: { code: "FORBIDDEN" } }] });
    expect(await as(approving, mutation)).toEqual({ data: { approveMassSend: { approvedBy: { id: "0", username: "key:boss" } } } });
  });

  test("is a CONFLICT once the send went out, and NOT_FOUND for what is no send", async () => {
    const id = await idOf();
    await act(author, "cancel", id);
    expect((await approve(approver, id)).code).toBe("CONFLICT");
    expect((await approve(approver, "x")).code).toBe("NOT_FOUND");
  });
});

describe("rejectMassSend", () => {
  const reject = (id: string, reason: string, client = approver) =>
    client.ask(`mutation($id: ID!, $reason: String!) { rejectMassSend(id: $id, reason: $reason) { ${APPROVED} error scheduledFor } }`, {
      ...{ id, reason },
    });

  test("gives a draft back with who and why, voids its approval and its schedule, and an edit clears it", async () => {
    const id = await idOf();
    await approve(approver, id);
    const at = new Date(Date.now() + 3_600_000).toISOString();
    await author.get("mutation($id: ID!, $at: DateTime!) { scheduleMassSend(id: $id, at: $at) { id } }", { id, at });
    const error = `${other.username} sent it back: 图片不对`;
    expect((await reject(id, " 图片不对 ", other)).data?.rejectMassSend).toEqual({
      ...{ status: "DRAFT", approvedBy: null, approval: null, scheduledFor: null, error },
    });
    const inBoth = () => author.get("query($id: ID!) { massSend(id: $id) { zh: error(language: ZH) en: error(language: EN) } }", { id });
    expect(await inBoth()).toEqual({ massSend: { zh: `${other.username} 退回修改：图片不对`, en: error } });
    // By a version that knows no Chinese, in the middle of a rolling upgrade.
    await world.test.database.pool.query("UPDATE mass_send SET error = 'something else' WHERE id = $1", [id]);
    expect(await inBoth()).toEqual({ massSend: { zh: "something else", en: "something else" } });
    const { rows } = await world.test.database.pool.query("SELECT operator, detail FROM audit_entry WHERE action = 'rejectMassSend'");
    expect(rows).toEqual([{ operator: other.username, detail: "上新" }]);
    await update(id);
    const { massSend } = await author.get<{ massSend: { error: string | null } }>("query($id: ID!) { massSend(id: $id) { error } }", {
      id,
    });
    expect(massSend.error).toBeNull();
    expect((await approve(approver, id)).code).toBeUndefined();
  });

  test("needs a reason of 1 to 200 characters, and a send that has not gone out", async () => {
    const id = await idOf();
    for (const reason of ["  ", "x".repeat(201), "a\u0000b"]) expect((await reject(id, reason)).code).toBe("BAD_USER_INPUT");
    expect((await reject("x", "y")).code).toBe("NOT_FOUND");
    expect((await reject(id, "y", await world.stranger(Role.APPROVER))).code).toBe("NOT_FOUND");
    await act(author, "cancel", id);
    expect((await reject(id, "y")).code).toBe("CONFLICT");
  });
});

describe("an approval", () => {
  test("is voided by any edit, even one that writes the same again", async () => {
    const id = await idOf();
    await approve(approver, id);
    await update(id);
    expect(await approved(id)).toMatchObject({ approvedBy: null, approval: null });
  });

  test("lets the send start, and stays with it", async () => {
    const id = await idOf();
    await approve(approver, id);
    expect((await start(id)).code).toBeUndefined();
    const send = await until(author, id, ({ finishedAt }) => finishedAt !== null);
    expect(send.status).toBe("COMPLETED");
    expect(await approved(id)).toMatchObject({ status: "COMPLETED", approvedBy: { username: approver.username } });
  });

  test("no longer holds for other content, whoever wrote it into the table", async () => {
    const id = await idOf();
    await approve(approver, id);
    await world.test.database.pool.query(`UPDATE mass_send SET content = '{"kind":"TEXT","text":"slipped in"}' WHERE id = $1`, [id]);
    const { code, errors } = await start(id);
    expect([code, errors?.[0]?.message]).toEqual(["CONFLICT", expect.stringContaining("its content is not what was approved")]);
    expect(await approved(id)).toMatchObject({ status: "DRAFT" });
  });

  test("binds what the draft says at WeChat: edited there it no longer holds, changed back it does", async () => {
    const wechat = await wechatOf(world);
    const newsMediaId = await draft("<p>满一百减十</p>");
    const id = await idOf({ content: { newsMediaId } });
    const edit = (content: string) => wechat.updateDraft(newsMediaId, 0, article(content));
    const schedule = (at = "2098-01-01T00:00:00+08:00") =>
      author.ask("mutation($id: ID!, $at: DateTime!) { scheduleMassSend(id: $id, at: $at) { status } }", { id, at });
    expect((await approve(approver, id)).code).toBeUndefined();
    await edit("<p>满十减一百</p>");
    for (const { code, errors } of [await start(id), await schedule()])
      expect([code, errors?.[0]?.message]).toEqual(["CONFLICT", expect.stringContaining("its draft says something else at WeChat")]);
    // Somebody else looks at the new words and approves these.
    expect((await approve(other, id)).data?.approveMassSend).toMatchObject({ approvedBy: { username: other.username } });
    await edit("<p>满一百减十</p>");
    expect((await start(id)).code).toBe("CONFLICT");
    await edit("<p>满十减一百</p>");
    expect((await schedule(new Date(Date.now() + 86_400_000).toISOString())).data).toEqual({ scheduleMassSend: { status: "SCHEDULED" } });
    // And edited before its moment it does not go out.
    await edit("<p>全场免费</p>");
    await world.test.database.pool.query("UPDATE mass_send SET scheduled_for = now(), wake_at = now() WHERE id = $1", [id]);
    const missed = await until(author, id, ({ status }) => status !== "SCHEDULED");
    expect(missed).toMatchObject({ status: "DRAFT", error: expect.stringContaining("its draft says something else at WeChat") });
    expect(await approved(id)).toMatchObject({ approval: null });
  });

  test("is not given to a draft that is gone from WeChat's box", async () => {
    const newsMediaId = await draft("<p>x</p>");
    const id = await idOf({ content: { newsMediaId } });
    await (await wechatOf(world)).deleteDraft(newsMediaId);
    const { code, errors } = await approve(approver, id);
    expect([code, errors?.[0]?.message]).toEqual(["CONFLICT", expect.stringContaining("WeChat has no such draft")]);
  });

  test("no longer holds when a segment it names means something else; approving again makes it hold", async () => {
    const segment = async (mutation: string) =>
      (await author.get<Record<string, { id: string }>>(`mutation { ${mutation} { id } }`)) as Record<string, { id: string }>;
    const made = await segment('createSegment(input: { name: "s", audience: { subscribed: true } })');
    const segmentId = made.createSegment?.id;
    const id = await idOf({ audience: { segment: segmentId } });
    await approve(approver, id);
    // Said otherwise, it means the same.
    await segment(`updateSegment(id: "${segmentId}", input: { name: "s", audience: { all: [{ subscribed: true }] } })`);
    expect((await approve(other, id)).data?.approveMassSend).toMatchObject({ approvedBy: { username: approver.username } });
    await segment(`updateSegment(id: "${segmentId}", input: { name: "s", audience: { hasPhone: true } })`);
    const { code, errors } = await start(id);
    expect([code, errors?.[0]?.message]).toEqual(["CONFLICT", expect.stringContaining("its audience is not what was approved")]);
    expect((await approve(other, id)).data?.approveMassSend).toMatchObject({ approvedBy: { username: other.username } });
    expect((await start(id)).code).toBeUndefined();
    await until(author, id, ({ finishedAt }) => finishedAt !== null);
  });

  test("holds within its range of counts only", async () => {
    await rules({ approvalTolerancePercent: 0, approvalTolerancePeople: 3 });
    const id = await idOf({ audience: { all: [{ sex: "FEMALE" }, { not: { sex: "MALE" } }] } });
    await approve(approver, id);
    const { approval } = await approved(id);
    const women = await world.test.database.pool.query<{ id: number }>(
      `SELECT user_id AS id FROM users JOIN user_info USING (user_id) WHERE tenant_id = $1 AND sex = 'FEMALE' AND subscribed AND NOT blacklisted AND status = 'NORMAL' ORDER BY 1 LIMIT 4`,
      [world.tenant.id],
    );
    const ids = women.rows.map((row) => String(row.id));
    await author.get("mutation($ids: [ID!]!) { blacklistUsers(ids: $ids) }", { ids });
    const { code, errors } = await start(id);
    expect(code).toBe("CONFLICT");
    expect(errors?.[0]?.message).toContain(`it reaches ${(approval?.count ?? 0) - 4} people now; approved were ${approval?.count}`);
    await author.get("mutation($ids: [ID!]!) { unblacklistUsers(ids: $ids) }", { ids: ids.slice(0, 1) });
    expect((await start(id)).code).toBeUndefined();
    await until(author, id, ({ finishedAt }) => finishedAt !== null);
    await author.get("mutation($ids: [ID!]!) { unblacklistUsers(ids: $ids) }", { ids });
  });
});

describe("where the tenant requires approvals", () => {
  beforeEach(() => rules({ approval: ApprovalRule.REQUIRED }));

  test("an unapproved draft neither starts nor is scheduled, and it is said what to do", async () => {
    const id = await idOf();
    const scheduled = await author.ask('mutation($id: ID!) { scheduleMassSend(id: $id, at: "2098-01-01T00:00:00+08:00") { id } }', { id });
    for (const { code, errors } of [await start(id), scheduled]) {
      expect(code).toBe("CONFLICT");
      expect(errors?.[0]?.message).toContain("approveMassSend first");
    }
    await approve(approver, id);
    await update(id);
    expect((await start(id)).code).toBe("CONFLICT");
    await approve(approver, id);
    expect((await start(id)).code).toBeUndefined();
    await until(author, id, ({ finishedAt }) => finishedAt !== null);
  });

  test("ten starts and approvals at once send once", async () => {
    const draft = await createSend(author);
    const { id } = draft;
    const answers = await Promise.all([
      ...Array.from({ length: 5 }, () => approve(approver, id)),
      ...Array.from({ length: 10 }, () => start(id)),
    ]);
    const started = answers.slice(5).filter(({ code }) => code === undefined).length;
    expect(started).toBeLessThanOrEqual(1);
    for (const { code } of answers) expect(["CONFLICT", undefined]).toContain(code);
    if (started === 0) expect((await start(id)).code).toBeUndefined();
    await until(author, id, ({ finishedAt }) => finishedAt !== null);
    expect(ledgerOf(world, draft).summary).toMatchObject({ deliveredMoreThanOnce: 0 });
  });
});

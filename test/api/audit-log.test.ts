import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { act, createSend, until } from "../support/mass-sends.js";
import { mediaFiles } from "../support/media-files.js";
import { wholeSelection } from "../support/whole-selection.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

/*
 * Every mutation of the schema is called once, well; each must leave its entry. A new mutation must say here how it is called.
 */

/** What an entry holds of its object: hashes before and afterwards, which are equal for what only looked at it. */
type Shape = "made" | "changed" | "gone" | "seen" | "event";
interface Case {
  args?: () => Promise<string> | string;
  shape: Shape;
}

let world: World;
let admin: Client;
let author: Client;

beforeAll(async () => {
  world = await createWorld({ followers: 60, webhookAllowedNetworks: ["127.0.0.0/8"] });
  [admin, author] = await Promise.all([world.operator(Role.ADMIN), world.operator(Role.OPERATOR)]);
  await admin.get("{ accessToken { version } }");
}, 120_000);
afterAll(() => world.close());

const sql = async <Row>(text: string, values: unknown[] = []) => (await world.test.database.pool.query<Row & object>(text, values)).rows;
const made = async (mutation: string) => {
  const data = await admin.get<Record<string, { id: string }>>(`mutation { ${mutation} { id } }`);
  return Object.values(data)[0]?.id ?? "";
};
let names = 0;
const name = () => `"n${names++}"`;
const id = (value: string) => `id: "${value}"`;
const AUDIENCE = "audience: { everyone: true }";
const SEND = () => `input: { name: ${name()}, ${AUDIENCE}, content: { text: "hello" } }`;
const tag = () => made(`createTag(input: { name: ${name()} })`);
const segment = () => made(`createSegment(input: { name: ${name()}, ${AUDIENCE} })`);
const webhook = () => made('createWebhook(url: "http://127.0.0.1:9/hook", events: [MASS_SEND_CANCELLED])');
const draft = async () => (await createSend(author)).id;
const user = async () => (await sql<{ id: number }>("SELECT user_id AS id FROM users WHERE subscribed ORDER BY 1 LIMIT 1"))[0]?.id;
/** A send that was sent, then put where the mutation begins. */
async function sent(set: string, batches = "status = status"): Promise<string> {
  const sendId = (await act(admin, "start", await draft())).id;
  await until(admin, sendId, ({ finishedAt }) => finishedAt !== null);
  await sql(`UPDATE mass_send SET ${set}, wake_at = NULL WHERE id = $1`, [sendId]);
  await sql(`UPDATE mass_send_batch SET ${batches} WHERE mass_send_id = $1`, [sendId]);
  // Of an earlier month: the fifth send of this one would reach nobody.
  await sql("UPDATE mass_send_batch SET first_attempt_at = first_attempt_at - interval '60 days' WHERE mass_send_id = $1", [sendId]);
  await sql("UPDATE delivery_ledger SET version = version + 1");
  return sendId;
}
const scheduled = async () => {
  const sendId = await draft();
  await admin.get(`mutation { scheduleMassSend(${id(sendId)}, at: "${new Date(Date.now() + 86_400_000).toISOString()}") { id } }`);
  return sendId;
};

const CASES: Record<string, Case> = {
  login: { args: () => `username: "${admin.username}", password: "correct horse battery"`, shape: "event" },
  createTag: { args: () => `input: { name: ${name()} }`, shape: "made" },
  updateTag: { args: async () => `${id(await tag())}, input: { name: ${name()} }`, shape: "changed" },
  deleteTag: { args: async () => id(await tag()), shape: "gone" },
  syncFromWeChat: { shape: "made" },
  tagUsers: { args: async () => `input: { tagIds: ["${await tag()}"], ${AUDIENCE} }`, shape: "made" },
  untagUsers: { args: async () => `input: { tagIds: ["${await tag()}"], ${AUDIENCE} }`, shape: "made" },
  undoTagJob: { args: async () => id(await taggedOnce()), shape: "made" },
  createSegment: { args: () => `input: { name: ${name()}, ${AUDIENCE} }`, shape: "made" },
  updateSegment: { args: async () => `${id(await segment())}, input: { name: ${name()}, ${AUDIENCE} }`, shape: "changed" },
  deleteSegment: { args: async () => id(await segment()), shape: "gone" },
  createMassSend: { args: SEND, shape: "made" },
  updateMassSend: { args: async () => `${id(await draft())}, ${SEND()}`, shape: "changed" },
  previewMassSend: { args: async () => `${id(await draft())}, openid: "${await follower()}"`, shape: "seen" },
  approveMassSend: { args: async () => id(await draft()), shape: "changed" },
  rejectMassSend: { args: async () => `${id(await scheduled())}, reason: "the wrong picture"`, shape: "changed" },
  scheduleMassSend: {
    args: async () => `${id(await draft())}, at: "${new Date(Date.now() + 86_400_000).toISOString()}"`,
    shape: "changed",
  },
  unscheduleMassSend: { args: async () => id(await scheduled()), shape: "changed" },
  startMassSend: { args: async () => id(await draft()), shape: "changed" },
  pauseMassSend: { args: async () => id(await sent("status = 'SENDING'", "status = 'PENDING', attempts = 0")), shape: "changed" },
  resumeMassSend: { args: async () => id(await sent("status = 'PAUSED'")), shape: "changed" },
  cancelMassSend: { args: async () => id(await draft()), shape: "changed" },
  recallMassSend: { args: async () => id(await sent(`content = '{"kind":"NEWS","mediaId":"m"}'`)), shape: "seen" },
  retryMassSend: { args: async () => id(await sent("status = 'CANCELLED'", "status = 'CANCELLED'")), shape: "made" },
  syncMaterials: { shape: "made" },
  createUpload: { args: () => 'kind: IMAGE, fileName: "a.png", bytes: 100', shape: "made" },
  uploadMaterial: {
    args: () => `input: { kind: IMAGE, fileName: "a.png", dataUrl: "data:image/png;base64,${mediaFiles.png().toString("base64")}" }`,
    shape: "made",
  },
  resolveUnknownBatch: {
    args: async () => `batchId: "${await sent("status = 'NEEDS_ATTENTION'", "status = 'UNKNOWN'")}.0", resolution: TREAT_AS_SENT`,
    shape: "changed",
  },
  refreshAccessToken: { args: () => "force: true", shape: "changed" },
  replaceAccessToken: { args: async () => `token: "${await token()}", expiresInSeconds: 600`, shape: "changed" },
  clearQuota: { shape: "event" },
  updateUser: { args: async () => `${id(String(await user()))}, input: { job: ${name()} }`, shape: "changed" },
  blacklistUsers: { args: async () => `ids: ["${await user()}"]`, shape: "changed" },
  unblacklistUsers: { args: async () => `ids: ["${await user()}"]`, shape: "changed" },
  requestUserDeletion: { args: async () => `userId: "${await user()}"`, shape: "made" },
  processDeletionRequest: {
    args: async () => id(String((await sql<{ id: number }>("SELECT id FROM deletion_request ORDER BY id DESC"))[0]?.id)),
    shape: "changed",
  },
  exportUsers: { args: () => `input: { ${AUDIENCE} }`, shape: "made" },
  createOperator: { args: () => `username: ${name()}, password: "correct horse battery", role: VIEWER`, shape: "made" },
  updateOperator: { args: async () => `${id(await operator())}, disabled: true`, shape: "changed" },
  createApiKey: { args: () => `name: ${name()}, role: VIEWER`, shape: "made" },
  revokeApiKey: { args: async () => id(await made(`createApiKey(name: ${name()}, role: VIEWER)`)), shape: "gone" },
  createWebhook: { args: () => 'url: "http://127.0.0.1:9/hook", events: [MASS_SEND_CANCELLED]', shape: "made" },
  updateWebhook: { args: async () => `${id(await webhook())}, enabled: false`, shape: "changed" },
  rotateWebhookSecret: { args: async () => id(await webhook()), shape: "changed" },
  sendTestWebhook: { args: async () => id(await webhook()), shape: "seen" },
  deleteWebhook: { args: async () => id(await webhook()), shape: "gone" },
  // Last: it ends the session of whoever calls.
  logout: { shape: "event" },
};

async function taggedOnce(): Promise<string> {
  const jobId = await made(`tagUsers(input: { tagIds: ["${await tag()}"], ${AUDIENCE} })`);
  const query = `{ tagJob(${id(jobId)}) { status } }`;
  for (;;) {
    const { tagJob } = await admin.get<{ tagJob: { status: string } }>(query);
    if (tagJob.status === "SUCCEEDED") return jobId;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const follower = async () => (await sql<{ openid: string }>("SELECT openid FROM users WHERE subscribed LIMIT 1"))[0]?.openid ?? "";
const operator = () => made(`createOperator(username: ${name()}, password: "correct horse battery", role: VIEWER)`);
/** As the old system would get one, beside ours. */
async function token(): Promise<string> {
  const { appId, appSecret: secret } = world.simulator.account(world.tenant.appId).settings;
  const response = await fetch(`${world.simulator.url}/cgi-bin/token?grant_type=client_credential&appid=${appId}&secret=${secret}`);
  return ((await response.json()) as { access_token: string }).access_token;
}

interface Entry {
  operator: string;
  action: string;
  target: string | null;
  detail: string | null;
  before: string | null;
  after: string | null;
  hash: string;
}
const newest = async () => {
  const [entry] = await sql<Entry>(
    "SELECT operator, action, target, detail, before, after, hash FROM audit_entry ORDER BY id DESC LIMIT 1",
  );
  return entry as Entry;
};
const HASH = /^[0-9a-f]{64}$/;

describe("every mutation", () => {
  test("is called below", () => {
    const mutations = Object.keys(world.app.schema.getMutationType()?.getFields() ?? {});
    expect(mutations.sort()).toEqual(Object.keys(CASES).sort());
  });

  test.each(Object.keys(CASES))("%s leaves one entry: who, what, to what, and hashes of it before and afterwards", async (mutation) => {
    const { args, shape } = CASES[mutation] as Case;
    const given = args === undefined ? "" : await args();
    const type = world.app.schema.getMutationType()?.getFields()[mutation]?.type;
    if (type === undefined) throw new Error(`no mutation ${mutation}`);
    const countBefore = await count(mutation);
    const { errors } = await admin.ask(`mutation { ${mutation}${given === "" ? "" : `(${given})`} ${wholeSelection(type)} }`);
    expect(errors).toBeUndefined();
    expect(await count(mutation)).toBe(countBefore + 1);
    const entry = await newestOf(mutation);
    expect(entry).toMatchObject({ operator: admin.username, action: mutation });
    expect(shapeOf(entry)).toBe(shape);
    if (shape !== "event" && !mutation.endsWith("blacklistUsers")) expect(entry.target).toMatch(/^[a-zA-Z]+:\S+/);
  });

  test("of all this the chain is whole, and holds nothing of the people it was done to", async () => {
    const tenantId = world.tenant.id;
    expect(await world.app.core.accounts.auditLog.verifyAuditChain(tenantId)).toMatchObject({ intact: true });
    const rows = await sql<Entry>("SELECT operator, action, target, detail, before, after, hash FROM audit_entry");
    const text = JSON.stringify(rows);
    for (const { openid, phone } of await sql<{ openid: string; phone: string | null }>("SELECT openid, phone FROM users")) {
      expect(text).not.toContain(openid);
      if (phone !== null) expect(text).not.toContain(phone);
    }
    expect(text).not.toContain("correct horse battery");
  });

  test("that fails or changes nothing leaves none", async () => {
    const again = await world.operator(Role.ADMIN);
    const before = await newest();
    await again.ask('mutation { deleteTag(id: "999999") }');
    await again.ask('mutation { approveMassSend(id: "00000000-0000-4000-8000-000000000000") { id } }');
    await again.ask("mutation { startMassSend(id: 1) { id } }");
    expect((await newest()).hash).toBe(before.hash);
  });
});

const count = async (action: string) =>
  (await sql<{ n: number }>("SELECT count(*)::int AS n FROM audit_entry WHERE action = $1", [action]))[0]?.n ?? 0;
const newestOf = async (action: string) =>
  (
    await sql<Entry>(
      "SELECT operator, action, target, detail, before, after, hash FROM audit_entry WHERE action = $1 ORDER BY id DESC LIMIT 1",
      [action],
    )
  )[0] as Entry;

function shapeOf({ before, after }: Entry): Shape | null {
  for (const hash of [before, after]) if (hash !== null && !HASH.test(hash)) return null;
  if (before === null && after === null) return "event";
  if (before === null) return "made";
  if (after === null) return "gone";
  return before === after ? "seen" : "changed";
}

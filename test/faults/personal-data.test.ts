import { Writable } from "node:stream";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import { PostgresErasedPeople } from "../../src/deletion/adapters/postgres-erased-people.js";
import { PeopleRows } from "../../src/import/adapters/people-rows.js";
import { PostgresImportTarget } from "../../src/import/adapters/postgres-import-target.js";
import { LegacyImport, PAGE_ROWS, PagedPeopleReader, peopleTables } from "../../src/import/index.js";
import { legacyRows } from "../support/legacy-rows.js";
import { act, createSend, until } from "../support/mass-sends.js";
import { dump } from "../support/table-dump.js";
import { wholeSelection } from "../support/whole-selection.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

/*
 * Somebody is planted through every way people come in by, then the whole API is driven as each role that may not see personal
 * data, with good arguments and with the planted numbers in every argument, while all is well, while WeChat refuses, while the
 * database is away and while it is broken. What was written and answered is then searched.
 */

const FOLLOWER = 3;
const USER_ID = 4_711;
const PHONE = "13970715555";
const NEW_PHONE = "13970715556";
const CARD = "11010519491231002X";
const OLD_CARD = "110105491231002";
const NAME = "欧阳真名";
/** What may be seen by nobody below ADMIN, and stands in no log. */
const NUMBERS = [PHONE, NEW_PHONE, CARD, CARD.toLowerCase(), OLD_CARD];
/** Below ADMIN. */
const MASKED = [Role.VIEWER, Role.OPERATOR, Role.APPROVER];

/** Everything the program logged, at the lowest level, by plain pino: nothing is masked on the way. */
const logged: string[] = [];
/** What was answered to whom must not see personal data, and every error whoever met it. */
const answered: string[] = [];
const codes = new Set<string>();
const logger = pino(
  { level: "trace" },
  new Writable({
    write: (chunk, _encoding, done) => {
      logged.push(String(chunk));
      done();
    },
  }),
);

let world: World;
let admin: Client;
const clients = new Map<Role, Client>();
let openid: string;
let unionid: string;
let tagId: string;
let sendId: string;
let requestId: string;

const query = async <Row>(sql: string, values: unknown[] = []) => (await world.test.database.pool.query<Row & object>(sql, values)).rows;

beforeAll(async () => {
  world = await createWorld({ followers: 40, seeded: false, severable: true, logger });
  admin = await world.operator(Role.ADMIN);
  for (const role of MASKED) clients.set(role, await world.operator(role));
  openid = world.simulator.account(world.tenant.appId).followers.openidOf(FOLLOWER);
  await importPeople();
  await sync();
  await callbacks();
  await edit();
  await tagAndSend();
}, 120_000);
afterAll(() => world.close());

/** As the old system had it, with blanks and a small x; beside it rows that are refused for what is in them. */
async function importPeople(): Promise<void> {
  const user = (user_id: string, more: Record<string, string>) => ({ user_id, openid: `oOld${user_id}`, ...more });
  const source = legacyRows({
    user: [user(String(USER_ID), { openid, phone: `+86 ${PHONE}` }), user("2", { phone: PHONE.repeat(40) }), user("3", {})],
    user_info: [
      { user_id: String(USER_ID), real_name: NAME, identitycard: "１１０１０５ 19491231002x" },
      { user_id: "3", identitycard: CARD.repeat(3) },
      { user_id: CARD, real_name: NAME },
    ],
    user_delete_request: [{ user_id: String(USER_ID), openid, phone: PHONE, status: "0", type: "2" }],
    tags: [{ openid, tag: "老客" }],
  });
  const { sealer } = world.app.core.options;
  const target = new PostgresImportTarget({
    ...{ database: world.test.database, changeLog: new PostgresChangeLog(), erased: new PostgresErasedPeople(sealer) },
    tenantIds: [world.tenant.id],
  });
  const survey = await source.survey();
  const reader = new PagedPeopleReader(source, peopleTables(survey), new PeopleRows(sealer), PAGE_ROWS);
  const work = new LegacyImport(source, reader, survey, target, { tenantOf: () => world.tenant.id });
  await target.reserveUserIds(await source.highestUserId());
  const run = await work.run(await target.begin(source.name));
  for await (const rejects of target.rejects(run)) logged.push(...rejects.map(({ table, key, reason }) => `${table} ${key} ${reason}`));
  await target.close();
}

async function sync(): Promise<void> {
  const { syncFromWeChat } = await admin.get<{ syncFromWeChat: { id: string } }>("mutation { syncFromWeChat { id } }");
  const job = "query($id: ID!) { syncJob(id: $id) { status } }";
  for (;;) {
    const { syncJob } = await admin.get<{ syncJob: { status: string } }>(job, { id: syncFromWeChat.id });
    if (syncJob.status === "SUCCEEDED") return;
    if (syncJob.status === "FAILED") throw new Error(logged.slice(-3).join("\n"));
  }
}

/** Posted by WeChat: the person writes a phone, and shows where they are. */
async function callbacks(): Promise<void> {
  const post = (event: object) =>
    fetch(`${world.simulator.url}/_simulator/events`, {
      ...{ method: "POST", headers: { "content-type": "application/json" } },
      body: JSON.stringify({ appId: world.tenant.appId, openid, ...event }),
    });
  expect((await post({ message: "text", content: `my phone is ${PHONE}` })).status).toBe(200);
  expect((await post({ event: "LOCATION", latitude: 22.5, longitude: 113.9 })).status).toBe(200);
}

/** ADMIN may see it, so only errors are kept. */
async function edit(): Promise<void> {
  await asAdmin("mutation($id: ID!, $input: UserUpdateInput!) { updateUser(id: $id, input: $input) { phone } }", {
    ...{ id: String(USER_ID), input: { phone: `+86 ${NEW_PHONE}`, realName: NAME } },
  });
  for (const input of [
    { phone: CARD },
    { phone: `${PHONE}-${PHONE}` },
    { sex: PHONE },
    { birthday: CARD },
    { phone: [PHONE] },
    { [PHONE]: 1 },
  ]) {
    await asAdmin("mutation($id: ID!, $input: UserUpdateInput!) { updateUser(id: $id, input: $input) { id } }", {
      id: String(USER_ID),
      input,
    });
  }
  for (const id of NUMBERS) await asAdmin('mutation($id: ID!) { updateUser(id: $id, input: { job: "x" }) { id } }', { id });
  expect(await query("SELECT phone FROM users WHERE user_id = $1", [USER_ID])).toEqual([{ phone: NEW_PHONE }]);
}

async function tagAndSend(): Promise<void> {
  [unionid = ""] = (await query<{ unionid: string }>("SELECT unionid FROM users WHERE user_id = $1", [USER_ID])).map(
    (user) => user.unionid,
  );
  [tagId = ""] = (await query<{ id: number }>("SELECT id FROM tag WHERE name = '老客'")).map(({ id }) => String(id));
  requestId = String((await query<{ id: number }>("SELECT id FROM deletion_request"))[0]?.id);
  ({ id: sendId } = await createSend(admin, { audience: { any: [{ tag: tagId }, { subscribed: true }] } }));
  await act(admin, "start", sendId);
  await until(admin, sendId, ({ finishedAt }) => finishedAt !== null);
}

async function asAdmin(document: string, variables: Record<string, unknown>): Promise<void> {
  keep((await admin.ask(document, variables)).errors ?? []);
}

function keep(answer: unknown): void {
  answered.push(JSON.stringify(answer));
  for (const [, code = ""] of JSON.stringify(answer).matchAll(/"code":"([A-Z_]+)"/g)) codes.add(code);
}

/** Good arguments of every operation; a new operation must say here how it is asked. */
function argumentsOf(role: Role): Record<string, readonly string[]> {
  const audience = `{ any: [{ tag: "${tagId}" }, { openids: ["${openid}"] }] }`;
  const own = `"${role} ${Math.random()}"`;
  const job = `input: { tagIds: ["${tagId}"], audience: ${audience} }`;
  const send = `input: { name: ${own}, audience: ${audience}, content: { text: "hello" } }`;
  const acts = ["start", "pause", "resume", "cancel", "recall", "retry", "approve", "unschedule"].map((act) => `${act}MassSend`);
  const aboutSend = ["updateMassSend", "massSend", ...acts];
  return {
    ...Object.fromEntries(["me", "tenant", "operators", "apiKeys", "auditLog", "accessToken"].map((name) => [name, [""]])),
    ...{ user: [`id: "${USER_ID}"`, `openid: "${openid}"`], tags: ["", 'search: "老"'], tag: [`id: "${tagId}"`] },
    users: [
      "first: 200",
      `audience: ${audience}`,
      ...[...NUMBERS, NEW_PHONE.slice(-4), openid, unionid, NAME].map((text) => `search: "${text}"`),
    ],
    ...{ tagPreview: [`audience: ${audience}, sampleSize: 100`], tagJobs: [""], massSends: [""], deletionRequests: [""] },
    ...{ tagJob: ['id: "0199d1b2-7c3a-7d10-9f52-a1b2c3d4e5f6"'], syncJob: ['id: "0199d1b2-7c3a-7d10-9f52-a1b2c3d4e5f6"'] },
    ...{
      apiQuota: ['path: "/cgi-bin/user/get"'],
      createTag: [`input: { name: ${own} }`],
      updateTag: [`id: "${tagId}", input: { name: "老客" }`],
    },
    ...{
      deleteTag: ['id: "999999"'],
      tagUsers: [job],
      untagUsers: [job],
      undoTagJob: ['id: "0199d1b2-7c3a-7d10-9f52-a1b2c3d4e5f6"'],
      syncFromWeChat: [""],
      materials: [""],
      syncMaterials: [""],
      createUpload: [`kind: IMAGE, fileName: "${NAME}", bytes: 9`],
      uploadMaterial: [`input: { kind: IMAGE, fileName: "${NAME}", dataUrl: "data:,", objectKey: "${NAME}" }`],
      createMassSend: [send],
    },
    ...Object.fromEntries(aboutSend.map((name) => [name, [`id: "${sendId}"${name === "updateMassSend" ? `, ${send}` : ""}`]])),
    ...{ rejectMassSend: [`id: "${sendId}", reason: "another picture"`] },
    ...{ scheduleMassSend: [`id: "${sendId}", at: "2099-01-01T00:00:00+08:00"`] },
    ...{ previewMassSend: [`id: "${sendId}", openid: "${openid}"`, `id: "${sendId}", wechatName: "${NAME}"`] },
    ...{ resolveUnknownBatch: [`batchId: "${sendId}:0", resolution: SEND_AGAIN`], blacklistUsers: [`ids: ["${USER_ID}"]`] },
    ...{ unblacklistUsers: [`ids: ["${USER_ID}"]`], updateUser: [`id: "${USER_ID}", input: { phone: "${PHONE}" }`] },
    ...{ requestUserDeletion: [`userId: "${USER_ID}"`], processDeletionRequest: [`id: "${requestId}"`], refreshAccessToken: [""] },
    ...{
      replaceAccessToken: [`token: "${PHONE}", expiresInSeconds: 60`],
      clearQuota: [""],
      createApiKey: [`name: "${NAME}", role: VIEWER`],
    },
    ...{
      createOperator: [`username: "${PHONE}", password: "${CARD}", role: VIEWER`],
      updateOperator: ['id: "999999"'],
      revokeApiKey: ['id: "999999"'],
    },
    ...{
      segments: [""],
      segment: ['id: "999999"'],
      createSegment: [`input: { name: ${own}, audience: ${audience} }`],
      deleteSegment: ['id: "999999"'],
    },
    ...{ updateSegment: [`id: "999999", input: { name: ${own}, audience: ${audience} }`] },
    ...{
      exportUsers: [`input: { audience: ${audience} }`],
      userExport: ['id: "00000000-0000-7000-8000-000000000000"'],
      userExports: [""],
    },
    ...{ webhooks: [""], webhookDeliveries: [""], createWebhook: ['url: "https://example.com", events: [TAG_JOB_FAILED]'] },
    ...{ updateWebhook: ['id: "999999", enabled: true'], rotateWebhookSecret: ['id: "999999"'], deleteWebhook: ['id: "999999"'] },
    ...{ sendTestWebhook: ['id: "999999"'] },
    massSendForecast: [`audience: ${audience}`, `audience: ${audience}, massSendId: "${sendId}"`],
    massSendRecipients: [`id: "${sendId}", first: 200`],
    explainAudience: [`audience: ${audience}, userId: "${USER_ID}"`],
    // Signing out would end the driving; a wrong sign-in tells nothing of a person.
    ...{ logout: [], login: [`username: "${PHONE}", password: "${CARD}"`] },
  };
}

function operations() {
  const { schema } = world.app;
  const of = (kind: "query" | "mutation", type: ReturnType<typeof schema.getQueryType>) =>
    Object.values(type?.getFields() ?? {}).map((field) => ({ kind, field }));
  return [...of("query", schema.getQueryType()), ...of("mutation", schema.getMutationType())];
}

/** What an operator names a tag or a segment is shown as it is; a username is looked for as it is. */
const NAMING = ["createTag", "updateTag", "createSegment", "updateSegment", "login"];

/** Asks everything as the role; with `wrong`, every text argument is that in turn. */
async function drive(role: Role, wrong: string | null = null): Promise<void> {
  const client = clients.get(role);
  const good = argumentsOf(role);
  for (const { kind, field } of operations()) {
    if (wrong !== null && NAMING.includes(field.name)) continue;
    for (const args of good[field.name] ?? []) {
      const given = wrong === null ? args : args.replaceAll(/"[^"]*"/g, JSON.stringify(wrong));
      keep(await client?.ask(`${kind} { ${field.name}${given === "" ? "" : `(${given})`} ${wholeSelection(field.type)} }`));
    }
  }
  if (wrong === null) await watch(role);
}

/** The one subscription that tells of people. */
const TELLING = "tagPreviewChanges";

/** Keeps its first answer, or how the server says that there is none. */
async function watch(role: Role): Promise<void> {
  const type = world.app.schema.getSubscriptionType()?.getFields()[TELLING]?.type;
  const client = clients.get(role);
  if (!type || !client) throw new Error(`${role} cannot watch ${TELLING}`);
  try {
    const socket = await client.socket();
    socket.subscribe("w", `subscription { ${TELLING}(audience: { everyone: true }, sampleSize: 100) ${wholeSelection(type)} }`);
    const first = await Promise.race([socket.next("next", "w"), socket.next("error", "w"), socket.closed]);
    keep("payload" in first ? first.payload : first);
    socket.socket.close();
  } catch (refused) {
    keep(String(refused));
  }
}

/** As literals of the wrong type, and where no value belongs. */
const MALFORMED = NUMBERS.flatMap((number) => {
  const digits = number.replace(/x/i, "1");
  return [
    `{ users(search: ${digits}) { totalCount } }`,
    `{ users(first: "${number}") { totalCount } }`,
    `{ user(id: [${digits}]) { id } }`,
    `{ users(audience: { openids: "${number}", sex: "${number}" }) { totalCount } }`,
    `{ user(id: "${number}") { id phone } }`,
    `{ users(after: "${number}") { totalCount } }`,
    `{ users(search: "${number}" { totalCount } }`,
  ];
});

describe("a phone and an identity number", { timeout: 300_000 }, () => {
  it("every operation is driven, and the one subscription that tells of people", () => {
    const known = Object.keys(argumentsOf(Role.VIEWER)).sort();
    expect(known).toEqual(expect.arrayContaining(operations().map(({ field }) => field.name)));
    const subscriptions = Object.values(world.app.schema.getSubscriptionType()?.getFields() ?? {});
    const told = subscriptions.filter(({ name }) => name !== TELLING).map(({ type }) => wholeSelection(type));
    expect(told.join()).not.toMatch(/phone|identityCard|rawPhone|sample/);
  });

  it("are answered masked to whoever may not see them, and stand in no error", async () => {
    for (const role of MASKED) {
      await drive(role);
      for (const number of NUMBERS) await drive(role, number);
      for (const document of MALFORMED) keep(await clients.get(role)?.ask(document));
    }
    for (const document of MALFORMED) await asAdmin(document, {});
    const all = answered.join("\n");
    for (const masked of ["139****5556", "110*************2X", NAME]) expect(all).toContain(masked);
    for (const code of ["BAD_USER_INPUT", "FORBIDDEN", "NOT_FOUND"]) expect(codes).toContain(code);
    expectNone(all);
  });

  it("nor while WeChat refuses, quoting what it can", async () => {
    const { faults } = world.simulator;
    for (const path of ["/cgi-bin/tags/members/batchblacklist", "/cgi-bin/message/mass/preview", "/cgi-bin/openapi/quota/get"]) {
      faults.order({ path, kind: "errcode", errcode: 40003, errmsg: `refused ${openid} ${NEW_PHONE} ${CARD}`, times: 20 });
    }
    await drive(Role.APPROVER);
    faults.clear();
    expect(codes).toContain("WECHAT_API_ERROR");
    expectNone(answered.join("\n"));
  });

  it("nor while the database is away or broken", async () => {
    world.proxy?.sever();
    await drive(Role.VIEWER);
    world.proxy?.restore();
    expect(codes).toContain("UNAVAILABLE");
    await query("ALTER TABLE user_info RENAME COLUMN identity_card_sealed TO gone");
    for (const role of MASKED) await drive(role);
    await query("ALTER TABLE user_info RENAME COLUMN gone TO identity_card_sealed");
    // What opens under no key.
    await query("UPDATE user_info SET identity_card_sealed = '\\x01' || identity_card_hash WHERE user_id = $1", [USER_ID]);
    await drive(Role.VIEWER);
    expect(codes).toContain("INTERNAL_SERVER_ERROR");
    expectNone(answered.join("\n"));
  });

  it("stand in no log line, metric, audit entry, index or change log; the identity number in no table", async () => {
    answered.push(await (await fetch(`${world.url}/metrics`)).text());
    const { auditLog } = await admin.get<{ auditLog: object }>(`{ auditLog(first: 200) ${wholeSelection(auditLogType())} }`);
    answered.push(JSON.stringify(auditLog));
    expectNone(answered.join("\n"));
    expectNone(logged.join("\n"));
    expect(logged.length).toBeGreaterThan(50);
    for (const { name, text } of await dump(world.test.database)) {
      // Where a phone belongs; a callback holds what the person wrote.
      const phones = ["users", "deletion_request", "callback"].includes(name) ? [] : [PHONE, NEW_PHONE];
      for (const number of [CARD, CARD.toLowerCase(), OLD_CARD, ...phones])
        expect([name, number, text.includes(number)]).toEqual([name, number, false]);
    }
  });

  it("nor do names and ids stand in a log line", () => {
    for (const secret of [NAME, openid, unionid]) expect(logged.filter((line) => line.includes(secret))).toEqual([]);
  });
});

function auditLogType() {
  const type = world.app.schema.getQueryType()?.getFields().auditLog?.type;
  if (type === undefined) throw new Error("there is no auditLog");
  return type;
}

function expectNone(text: string): void {
  for (const number of NUMBERS) {
    const at = text.indexOf(number);
    expect(at < 0 ? null : text.slice(Math.max(0, at - 300), at + 100)).toBeNull();
  }
}

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PAGE_USERS } from "../../src/exports/index.js";
import { createLogger } from "../../src/platform/logging/logger.js";
import { EXPORT, type Export, exportById, exportEnded, exported, fetchFile, fileOf, orderExport, rowsOf } from "../support/exports.js";
import { plantPerson } from "../support/planted-person.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

/** More than one page of an export. */
const FOLLOWERS = 2_200;
const EVERY_COLUMN =
  "USER_ID OPENID UNIONID MINI_PROGRAM_OPENID PHONE NICKNAME REAL_NAME SEX BIRTHDAY IDENTITY_CARD QQ WECHAT HEAD_IMAGE_URL PROVINCE_ID CITY_ID REGION_ID JOB EAT_SCENE COMPANY_CHANNEL COMPANY_ID SOURCE VIP STATUS SUBSCRIBED BLACKLISTED TAGS CREATED_AT".split(
    " ",
  );
const USERS = `query($audience: AudienceInput, $after: String) { users(audience: $audience, first: 200, after: $after) { pageInfo { hasNextPage endCursor } edges { node {
  id openid unionid miniProgramOpenid phone source subscribed blacklisted createdAt tags { name }
  info { nickname realName sex birthday identityCard qq wechat headImageUrl provinceId cityId regionId job eatScene companyChannel companyId vip status } } } } }`;

interface ApiUser {
  [field: string]: unknown;
  tags: { name: string }[];
  info: Record<string, unknown> | null;
}

let world: World;
const clients = new Map<Role, Client>();
const logged: string[] = [];
beforeAll(async () => {
  const logger = createLogger({ level: "debug", destination: { write: (line) => void logged.push(line) } });
  world = await createWorld({ followers: FOLLOWERS, logger });
  for (const role of Object.values(Role)) clients.set(role, await world.operator(role));
  await plantPerson(world, 3);
}, 120_000);
afterAll(() => world.close());

const as = (role: Role): Client => clients.get(role) as Client;
const query = <Row>(sql: string, values: unknown[] = []) => world.test.database.pool.query<Row & object>(sql, values);
const everyone = { everyone: true };

/** The row that stands for a user as the API shows them. */
function rowOf({ id, tags, info, ...user }: ApiUser): Record<string, string> {
  const fields: [string, unknown][] = [["user_id", id], ...Object.entries({ ...user, ...info })];
  const cells = fields.map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), String(value ?? "")]);
  return { ...Object.fromEntries(cells), tags: tags.map(({ name }) => name).join(";") };
}

async function apiUsers(client: Client, audience: object): Promise<ApiUser[]> {
  const found: ApiUser[] = [];
  for (let after: string | null = null; ; ) {
    const { users }: { users: { pageInfo: { hasNextPage: boolean; endCursor: string }; edges: { node: ApiUser }[] } } = await client.get(
      USERS,
      { audience, after },
    );
    found.push(...users.edges.map(({ node }) => node));
    if (!users.pageInfo.hasNextPage) return found;
    after = users.pageInfo.endCursor;
  }
}

async function filesInStore(): Promise<string[]> {
  const entries = await readdir(world.objectFolder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe("exportUsers", () => {
  describe.each([Role.OPERATOR, Role.APPROVER, Role.ADMIN])("asked by %s", (role) => {
    test("writes what the API shows them of the audience, in the same order, masked alike", { timeout: 60_000 }, async () => {
      const made = await exported(as(role), { audience: everyone, columns: EVERY_COLUMN });
      const users = await apiUsers(as(role), everyone);
      expect(users.length).toBeGreaterThan(PAGE_USERS);
      expect(await rowsOf(world, made)).toEqual(users.map(rowOf));
      expect(made).toMatchObject({ role, total: users.length, done: users.length, audience: "全部用户", error: null });
      const phones = (await fileOf(world, made)).match(/,1\d{10},/g) ?? [];
      expect(phones.length > 100).toBe(role === Role.ADMIN);
      expect(phones.length === 0).toBe(role !== Role.ADMIN);
    });
  });

  test("takes the columns asked for, in their order, and by default what people are known and found by", async () => {
    const made = await exported(as(Role.OPERATOR), { audience: { sex: "FEMALE" }, columns: ["NICKNAME", "USER_ID"] });
    const rows = await rowsOf(world, made);
    expect(Object.keys(rows[0] ?? {})).toEqual(["nickname", "user_id"]);
    expect(rows.map(({ user_id }) => user_id)).toEqual((await apiUsers(as(Role.OPERATOR), { sex: "FEMALE" })).map(({ id }) => id));
    expect((await fileOf(world, await exported(as(Role.OPERATOR), { audience: everyone }))).split("\r\n")[0]).toBe(
      "\uFEFFuser_id,openid,phone,nickname,real_name,sex,birthday,province_id,city_id,region_id,vip,status,subscribed,blacklisted,tags,created_at",
    );
  });

  test("has Chinese titles and no byte order mark where that is asked for, and says so in the file's name", async () => {
    const input = { audience: everyone, header: "CHINESE", byteOrderMark: false, columns: ["OPENID", "PHONE", "TAGS"] };
    const made = await exported(as(Role.OPERATOR), input);
    expect((await fileOf(world, made)).split("\r\n")[0]).toBe("openid,手机号,标签");
    expect(made.fileName).toMatch(/^用户-\d{8}-\d{6}\.csv$/);
    const answer = await fetchFile(world, made, { method: "HEAD" });
    expect(answer.headers.get("content-disposition")).toContain(`filename*=UTF-8''${encodeURIComponent(made.fileName)}`);
  });

  test("of nobody is a file with its titles only", async () => {
    const made = await exported(as(Role.OPERATOR), { audience: { not: everyone }, columns: ["OPENID"] });
    expect([made.total, await fileOf(world, made)]).toEqual([0, "\uFEFFopenid\r\n"]);
  });

  test("lets no text run as a formula, and keeps what only looks like one", async () => {
    const [user] = await apiUsers(as(Role.ADMIN), everyone);
    const nickname = '=HYPERLINK("http://x.example","点我")\n@,';
    await query("UPDATE user_info SET nickname = $2, real_name = '+1', job = '－5', qq = '-12' WHERE user_id = $1", [user?.id, nickname]);
    const columns = ["NICKNAME", "REAL_NAME", "JOB", "QQ"];
    const [row] = await rowsOf(world, await exported(as(Role.ADMIN), { audience: { users: [user?.id] }, columns }));
    expect(row).toEqual({ nickname: `'${nickname}`, real_name: "+1", job: "'－5", qq: "-12" });
  });

  test("freezes the audience: who leaves or joins it afterwards changes no row", async () => {
    const [first, second] = await apiUsers(as(Role.ADMIN), { vip: true });
    const order = orderExport(as(Role.ADMIN), { audience: { vip: true }, columns: ["USER_ID", "VIP"] });
    const made = await order;
    await as(Role.ADMIN).get("mutation($id: ID!) { updateUser(id: $id, input: { vip: false }) { id } }", { id: second?.id });
    const ended = await exportEnded(as(Role.ADMIN), made.id);
    const rows = await rowsOf(world, ended);
    expect(rows.length).toBe(made.total);
    expect(rows.map(({ user_id }) => user_id).slice(0, 2)).toEqual([first?.id, second?.id]);
  });

  test("gives the same export for the same key, and refuses the key for another request", async () => {
    const input = { audience: { vip: true }, idempotencyKey: "monthly" };
    const [one, two] = await Promise.all([orderExport(as(Role.OPERATOR), input), orderExport(as(Role.OPERATOR), input)]);
    expect(one.id).toBe(two.id);
    for (const other of [{ audience: everyone }, { audience: { vip: true }, columns: ["OPENID"] }]) {
      const answer = await as(Role.OPERATOR).ask(EXPORT, { input: { ...other, idempotencyKey: "monthly" } });
      expect([answer.code, answer.errors?.[0]?.extensions]).toEqual(["CONFLICT", expect.objectContaining({ exportId: one.id })]);
    }
    // An ADMIN's file would say more than the one that is there.
    expect((await as(Role.ADMIN).ask(EXPORT, { input })).code).toBe("CONFLICT");
  });

  test.each([
    [{ audience: { tag: "2000000000" } }, "input.audience.tag"],
    [{ audience: { all: [] } }, "input.audience.all"],
    [{ audience: everyone, columns: [] }, "input.columns"],
    [{ audience: everyone, columns: ["OPENID", "PHONE", "OPENID"] }, "input.columns[2]"],
    [{ audience: everyone, columns: ["PASSWORD"] }, "input.columns[0]"],
    [{ audience: everyone, idempotencyKey: " " }, "input.idempotencyKey"],
    [{ audience: everyone, header: "KLINGON" }, "input.header"],
  ])("%j is BAD_USER_INPUT at %s", async (input, field) => {
    const { code, errors } = await as(Role.OPERATOR).ask(EXPORT, { input });
    expect([code, errors?.[0]?.extensions?.field]).toEqual(["BAD_USER_INPUT", field]);
  });

  test("takes no more than 20 that wait", async () => {
    const stranger = await world.stranger(Role.OPERATOR);
    const { rows } = await query<{ tenant_id: number }>("SELECT tenant_id FROM operator WHERE username = $1", [stranger.username]);
    await query(
      `INSERT INTO user_export (id, tenant_id, role, columns, header, byte_order_mark, audience_text, request_hash, audience, total, file_name, created_by, progress_at)
       SELECT gen_random_uuid(), $1, 'OPERATOR', '{OPENID}', 'KEYS', true, '', '', '', 0, 'x.csv', 'test', now() + interval '1 hour' FROM generate_series(1, 20)`,
      [rows[0]?.tenant_id],
    );
    expect((await stranger.ask(EXPORT, { input: { audience: everyone } })).code).toBe("QUOTA_EXCEEDED");
    await query("DELETE FROM user_export WHERE tenant_id = $1", [rows[0]?.tenant_id]);
    expect((await stranger.ask(EXPORT, { input: { audience: everyone } })).code).toBeUndefined();
  });

  test("is in the audit log: who, whom, what and how many", async () => {
    const made = await orderExport(as(Role.APPROVER), { audience: { not: { vip: true } }, columns: ["OPENID", "PHONE"] });
    const { auditLog } = await as(Role.ADMIN).get<{ auditLog: { edges: { node: object }[] } }>(
      "{ auditLog(first: 1) { edges { node { operator action target detail } } } }",
    );
    expect(auditLog.edges[0]?.node).toEqual({
      operator: as(Role.APPROVER).username,
      action: "exportUsers",
      target: `userExport:${made.id}`,
      detail: `${made.total} users as APPROVER sees them; columns openid, phone; 非(会员)`,
    });
  });

  test("one after the other for a brand, in the order they were asked for", async () => {
    const orders: Export[] = [];
    for (let i = 0; i < 4; i++) orders.push(await orderExport(as(Role.OPERATOR), { audience: everyone }));
    const ended = await Promise.all(orders.map(({ id }) => exportEnded(as(Role.OPERATOR), id)));
    const times = ended.map(({ finishedAt }) => Date.parse(finishedAt ?? ""));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const { rows } = await query<{ started: Date; finished: Date }>(
      "SELECT started_at AS started, finished_at AS finished FROM user_export WHERE id = ANY($1::uuid[]) ORDER BY created_at, id",
      [orders.map(({ id }) => id)],
    );
    for (const [i, { started }] of rows.entries()) {
      if (i > 0) expect(started.getTime()).toBeGreaterThanOrEqual(rows[i - 1]?.finished.getTime() ?? Number.NaN);
    }
  });
});

describe("userExports", () => {
  test("pages through them, newest first", async () => {
    const made = [];
    for (let i = 0; i < 3; i++) made.push((await orderExport(as(Role.OPERATOR), { audience: { not: everyone } })).id);
    type Page = { userExports: { totalCount: number; pageInfo: { endCursor: string }; edges: { node: { id: string } }[] } };
    const page = (after: string | null) =>
      as(Role.OPERATOR).get<Page>(
        "query($after: String) { userExports(first: 2, after: $after) { totalCount pageInfo { endCursor } edges { node { id } } } }",
        { after },
      );
    const first = await page(null);
    const second = await page(first.userExports.pageInfo.endCursor);
    const ids = [...first.userExports.edges, ...second.userExports.edges].map(({ node }) => node.id);
    expect(ids.slice(0, 3)).toEqual(made.toReversed());
    expect(first.userExports.totalCount).toBeGreaterThan(3);
  });

  test.each(["x", "2000000000", "019b0000-0000-7000-8000-000000000000"])("userExport(id: %j) is NOT_FOUND", async (id) => {
    expect((await as(Role.OPERATOR).ask("query($id: ID!) { userExport(id: $id) { id } }", { id })).code).toBe("NOT_FOUND");
  });
});

describe("the download", () => {
  let made: Export;
  beforeAll(async () => {
    made = await exported(as(Role.APPROVER), { audience: everyone });
  });

  test("is for who has the role of who asked, or a higher one", async () => {
    const url = async (role: Role) => (await exportById(as(role), made.id)).downloadUrl;
    expect(await url(Role.OPERATOR)).toBeNull();
    expect(await url(Role.APPROVER)).toMatch(/^\/objects\/exports\//);
    expect(await url(Role.ADMIN)).not.toBeNull();
    const stranger = await world.stranger(Role.ADMIN);
    expect((await stranger.ask(`{ userExport(id: "${made.id}") { downloadUrl } }`)).code).toBe("NOT_FOUND");
  });

  test("comes as an attachment that no browser shows, keeps or runs", async () => {
    const answer = await fetchFile(world, made);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename=${made.fileName}`,
      "content-length": String(made.bytes),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "accept-ranges": "bytes",
    });
    expect((await answer.arrayBuffer()).byteLength).toBe(made.bytes);
    const head = await fetchFile(world, made, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, String(made.bytes), ""]);
  });

  test("goes on where it broke off", async () => {
    const whole = await fileOf(world, made);
    const bytes = Buffer.from(whole);
    const part = async (range: string, more: Record<string, string> = {}) => {
      const answer = await fetchFile(world, made, { headers: { range, ...more } });
      return {
        status: answer.status,
        range: answer.headers.get("content-range"),
        body: Buffer.from(await answer.arrayBuffer()).toString(),
      };
    };
    const size = bytes.length;
    const slice = (from: number, to?: number) => bytes.subarray(from, to).toString();
    expect(await part("bytes=0-9")).toEqual({ status: 206, range: `bytes 0-9/${size}`, body: slice(0, 10) });
    expect(await part("bytes=-7")).toEqual({ status: 206, range: `bytes ${size - 7}-${size - 1}/${size}`, body: slice(-7) });
    const rest = await part(`bytes=${size - 5_000}-`);
    expect(rest).toEqual({ status: 206, range: `bytes ${size - 5_000}-${size - 1}/${size}`, body: slice(-5_000) });
    expect(await part(`bytes=${size}-`)).toMatchObject({ status: 416, range: `bytes */${size}` });
    for (const range of ["bytes=0-1,5-6", "bytes=x-y", "lines=1-2", "bytes=5-1"]) expect((await part(range)).body === whole).toBe(true);
    const etag = (await fetchFile(world, made, { method: "HEAD" })).headers.get("etag") ?? "";
    expect((await part("bytes=0-9", { "if-range": etag })).status).toBe(206);
    expect((await part("bytes=0-9", { "if-range": '"another"' })).status).toBe(200);
  });

  test("is refused in plain words: forged, expired, another's, or nothing of ours", async () => {
    const { downloadUrl } = made;
    const [path = "", parameters = ""] = (downloadUrl ?? "").split("?");
    const other = await exported(as(Role.APPROVER), { audience: { not: everyone } });
    const [otherPath = ""] = (other.downloadUrl ?? "").split("?");
    const expired = world.app.core.objectLinks.sign(path.slice("/objects/".length), new Date(Date.now() - 1_000));
    const answers = [
      [path, 403],
      [`${path}?${parameters.replace(/signature=./, (text) => (text.endsWith("A") ? "signature=B" : "signature=A"))}`, 403],
      [`${path}?${parameters.replace(/expires=\d/, "expires=9")}`, 403],
      [`${path}?expires=1&expires=2&signature=x`, 403],
      [`${otherPath}?${parameters}`, 403],
      ["/objects/", 403],
      ["/objects/exports/", 403],
      [`/objects/../secret-key?${parameters}`, 404],
      [`/objects/%2e%2e%2fsecret-key?${parameters}`, 403],
      [`/objects/exports%00?${parameters}`, 403],
      [expired, 410],
    ] as const;
    for (const [address, status] of answers) {
      const answer = await fetch(world.url + address);
      expect([address, answer.status]).toEqual([address, status]);
      expect(await answer.text()).not.toContain("openid");
      if (status !== 404) expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    }
    expect((await fetch(new URL(downloadUrl ?? "", world.url), { method: "POST" })).status).toBe(404);
  });

  test("leaves no signature in the log", async () => {
    await fetchFile(world, made);
    const signature = /signature=([^&]+)/.exec(made.downloadUrl ?? "")?.[1] ?? "?";
    const lines = logged.filter((line) => line.includes("/objects/exports/"));
    expect(lines.length).toBeGreaterThan(5);
    expect(logged.filter((line) => line.includes("signature=") || line.includes(signature))).toEqual([]);
  });

  test("ends with the file: after 24 hours it is deleted, and the export says so", async () => {
    const short = await exported(as(Role.OPERATOR), { audience: everyone });
    const kept = Date.parse(short.expiresAt ?? "") - Date.parse(short.finishedAt ?? "");
    expect(kept).toBe(24 * 3_600_000);
    await query("UPDATE user_export SET expires_at = now() - interval '1 second' WHERE id = $1", [short.id]);
    expect((await exportById(as(Role.OPERATOR), short.id)).downloadUrl).toBeNull();
    const before = await filesInStore();
    await world.app.exports.sweepFiles();
    expect((await filesInStore()).length).toBe(before.length - 1);
    expect(await exportById(as(Role.OPERATOR), short.id)).toMatchObject({ status: "EXPIRED", downloadUrl: null, error: null });
    const answer = await fetchFile(world, short);
    expect([answer.status, await answer.text()]).toEqual([404, "The file is no longer there.\n"]);
    const { rows } = await query("SELECT audience, object_key FROM user_export WHERE id = $1", [short.id]);
    expect(rows).toEqual([{ audience: null, object_key: null }]);
  });

  test("a file that no export knows is deleted by the sweep, and no other", async () => {
    const { objects } = world.app.core;
    const { rows } = await query<{ key: string }>("SELECT object_key AS key FROM user_export WHERE id = $1", [made.id]);
    const { key = "" } = rows[0] ?? {};
    const strays = [key.replace(/-\d+\.csv$/, "-99.csv"), "exports/1/019b0000-0000-7000-8000-000000000000-1.csv", "exports/notes"];
    for (const stray of strays) await objects.put(stray, { contentType: "text/csv", fileName: null }, Readable.from([]));
    await objects.put("other/file", { contentType: "text/csv", fileName: null }, Readable.from([]));
    await world.app.exports.sweepFiles();
    for (const stray of strays) expect([stray, await objects.stat(stray)]).toEqual([stray, null]);
    expect([await objects.stat(key), await objects.stat("other/file")]).not.toContain(null);
  });
});

describe("a person who is erased", () => {
  const erase = async (userId: number) => {
    const admin = as(Role.ADMIN);
    const { requestUserDeletion } = await admin.get<{ requestUserDeletion: { id: string } }>(
      "mutation($id: ID!) { requestUserDeletion(userId: $id) { id } }",
      { id: String(userId) },
    );
    const { processDeletionRequest } = await admin.get<{ processDeletionRequest: { receipt: string } }>(
      "mutation($id: ID!) { processDeletionRequest(id: $id) { receipt } }",
      { id: requestUserDeletion.id },
    );
    return JSON.parse(processDeletionRequest.receipt) as { removed: { table: string; rows: number; fields?: string[] }[] };
  };

  test("takes the files with them along, and no others; the receipt says so", async () => {
    const person = await plantPerson(world, 5);
    const admin = as(Role.ADMIN);
    const withPerson = [
      await exported(admin, { audience: everyone, columns: EVERY_COLUMN }),
      await exported(admin, { audience: { openids: [person.openid] } }),
    ];
    const without = await exported(admin, { audience: { not: { openids: [person.openid] } } });
    expect(await fileOf(world, withPerson[1] as Export)).toContain(person.openid);

    const receipt = await erase(person.userId);
    expect(receipt.removed).toContainEqual({ table: "user_export", rows: expect.any(Number), fields: ["file"] });
    for (const made of withPerson) {
      expect((await fetchFile(world, made)).status).toBe(404);
      expect(await exportById(admin, made.id)).toMatchObject({ status: "WITHDRAWN", downloadUrl: null });
    }
    expect((await fetchFile(world, without)).status).toBe(200);
    const stored = (await Promise.all((await filesInStore()).map((path) => readFile(path, "utf8")))).join("\n");
    for (const secret of [person.openid, person.phone, person.nickname, person.identityCard]) expect(stored).not.toContain(secret);

    const again = await exported(admin, { audience: everyone, columns: EVERY_COLUMN });
    expect(again.total).toBe((withPerson[0]?.total ?? 0) - 1);
  });

  test("whose file cannot be deleted now is erased all the same, and the sweep deletes it", async () => {
    const person = await plantPerson(world, 6);
    const made = await exported(as(Role.ADMIN), { audience: { openids: [person.openid] } });
    const { objects } = world.app.core;
    const working = objects.delete;
    objects.delete = () => Promise.reject(new Error("the disk does not answer"));
    await erase(person.userId);
    objects.delete = working;
    expect(await exportById(as(Role.ADMIN), made.id)).toMatchObject({ status: "WITHDRAWN", downloadUrl: null });
    expect(logged.some((line) => line.includes("could not be deleted") && line.includes("the disk does not answer"))).toBe(true);
    await world.app.exports.sweepFiles();
    expect((await fetchFile(world, made)).status).toBe(404);
  });
});

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { cli } from "../support/terminal.js";
import { createImportWorld, expectAddsUp, type ImportWorld, readRejects } from "./import-world.js";

let world: ImportWorld;

beforeAll(async () => {
  world = await createImportWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.rows("TRUNCATE users, tag, user_tag, import_run CASCADE");
  await world.rows("UPDATE tenant_counter SET next_ordinal = 0");
});

async function importFile(content: string | Buffer, ...more: string[]) {
  const path = join(world.env.TAGCAST_DATA_DIR ?? "", "people.csv");
  writeFileSync(path, content);
  const run = await cli(["import", path, "--rejects", world.rejectsFile, "--json", ...more], world.env);
  if (run.code !== 0) throw new Error(run.stderr);
  const { tables } = JSON.parse(run.stdout);
  const rejects = readRejects(world.rejectsFile);
  expectAddsUp(tables, rejects);
  return { run, csv: tables.csv, rejects };
}

const people = () =>
  world.rows(
    `SELECT openid, phone, nickname, sex, birthday::text, vip, remark,
       (SELECT array_agg(t.name ORDER BY t.name COLLATE "C") FROM user_tag c JOIN tag t ON t.id = c.tag_id WHERE c.user_id = u.user_id) AS tags
     FROM users u LEFT JOIN user_info USING (user_id) ORDER BY ordinal`,
  );
const LI = { openid: "o1", phone: "13800000001", nickname: "小李", sex: "FEMALE", birthday: "1990-03-04", vip: true, remark: null };
const TEXT = "openid,手机号,昵称,性别,生日,会员,标签,颜色\no1,+86 138 0000 0001,小李,女,1990/03/04,是,老客;VIP,red\n";

describe("tagcast import of a CSV file", () => {
  it.each([
    ["UTF-8", Buffer.from(TEXT)],
    ["UTF-8 with a byte order mark", Buffer.from(`\ufeff${TEXT}`)],
    ["UTF-16, as Excel saves Unicode text, with tabs", Buffer.from(`\ufeff${TEXT.replaceAll(",", "\t")}`, "utf16le")],
    ["GB18030", gb18030()],
  ])("reads %s", async (_encoding, content) => {
    const { run, csv, rejects } = await importFile(content);
    expect(csv).toEqual({ read: 1, written: 1, changed: 1, rejected: 0 });
    expect(rejects).toEqual([]);
    expect(run.stderr).toContain("columns left out, nothing here knows them: 颜色");
    expect(run.stderr).toMatch(/^100 % \| 2\/2 lines \| \d+\/s \| 0 s left$/m);
    expect(await people()).toEqual([{ ...LI, tags: ["VIP", "老客"] }]);
  });

  it("run again it changes nothing; an empty cell erases nothing", async () => {
    await importFile(TEXT);
    expect((await importFile(TEXT)).csv).toEqual({ read: 1, written: 1, changed: 0, rejected: 0 });
    const more = await importFile("openid,昵称,备注\no1,,老朋友\n");
    expect(more.csv).toMatchObject({ changed: 1 });
    expect(await people()).toEqual([{ ...LI, remark: "老朋友", tags: ["VIP", "老客"] }]);
  });

  it("finds people by unionid, then by phone; nobody is made without an openid", async () => {
    await importFile("openid,unionid,phone\no1,u1,13800000001\no2,u2,13800000002\no3,u3,13800000002\n");
    const { csv, rejects } = await importFile("unionid,phone,nickname\nu2,,B\n,13800000001,A\n,13800000002,C\nu9,,D\n,,E\n");
    expect(csv).toEqual({ read: 5, written: 2, changed: 2, rejected: 3 });
    expect(rejects).toEqual([
      { table: "csv", key: "line 6", reason: "openid, unionid and phone are all empty" },
      { table: "csv", key: "line 4", reason: "2 users have this unionid or phone" },
      { table: "csv", key: "line 5", reason: "no user has this unionid or phone" },
    ]);
    expect((await people()).map((row) => (row as { nickname: string | null }).nickname)).toEqual(["A", "B", null]);
  });

  it.each([
    ["sex", "sex\no1,both", "sex is none of"],
    ["birthday", "birthday\no1,1990-02-30", "birthday is a day that does not exist"],
    ["provinceId", "province_id\no1,Beijing", "provinceId is no whole number"],
    ["nickname", `nickname\no1,${"长".repeat(101)}`, "nickname has more than 100 characters"],
    ["vip", "vip\no1,maybe", "vip is none of"],
  ])("rejects a row for its %s and says why", async (_column, rest, reason) => {
    const { csv, rejects } = await importFile(`openid,${rest}\n`);
    expect(csv).toMatchObject({ read: 1, written: 0, rejected: 1 });
    expect(rejects[0]?.reason).toContain(reason);
  });

  it("rows of one person are taken together, the later one wins", async () => {
    await importFile("openid,nickname,vip\no1,A,1\no1,B,\n");
    expect(await people()).toMatchObject([{ openid: "o1", nickname: "B", vip: true }]);
  });

  it("a dry run says the same and leaves nothing", async () => {
    expect((await importFile(TEXT, "--dry-run")).csv).toEqual({ read: 1, written: 1, changed: 1, rejected: 0 });
    expect(await people()).toEqual([]);
  });

  it.each([
    ["no column that says whose the rows are", "nickname\nA\n", "names no column openid, unionid or phone"],
    ["two columns of one meaning", "openid,手机,phone\n", "two columns mean phone"],
    ["an empty file", "", "is empty"],
    ["a quotation mark that nobody closed", `openid,nickname\no1,"A\n`, "Quote Not Closed"],
    ["bytes that are no text", Buffer.from([0x6f, 0xff, 0xff, 0x80, 0xff]), "neither UTF-8 nor GB18030"],
  ])("%s: a clear failure, nothing taken", async (_what, content, message) => {
    await expect(importFile(content)).rejects.toThrow(message);
    expect(await people()).toEqual([]);
  });
});

/** TextEncoder writes UTF-8 only, so here is what iconv -t GB18030 makes of TEXT. */
function gb18030(): Buffer {
  const decoder = new TextDecoder("gb18030");
  const bytes: number[] = [];
  for (const character of TEXT) {
    if (character.charCodeAt(0) < 128) bytes.push(character.charCodeAt(0));
    else bytes.push(...twoBytesOf(character, decoder));
  }
  return Buffer.from(bytes);
}

function twoBytesOf(character: string, decoder: InstanceType<typeof TextDecoder>): number[] {
  for (let high = 0x81; high <= 0xfe; high++) {
    for (let low = 0x40; low <= 0xfe; low++) {
      if (decoder.decode(Uint8Array.of(high, low)) === character) return [high, low];
    }
  }
  throw new Error("not in GBK");
}

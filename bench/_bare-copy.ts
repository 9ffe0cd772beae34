import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createConnection } from "mysql2";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";

/** Rows one by one would measure system calls. */
const CHUNK = 1 << 16;

/** One SELECT piped into one COPY. */
export interface BareTable {
  select: string;
  /** Makes the table that is filled; it is dropped first. */
  name: string;
  create: string;
  /** Text that is no UTF-8 goes in only as LATIN1, which calls every byte a character. */
  encoding: "UTF8" | "LATIN1";
}

/** The old tables as they stand: every column as text, no index but the key. */
export function asTheyStand(columns: Record<string, readonly string[]>): BareTable[] {
  return Object.entries(columns).map(([table, names]) => ({
    select: `SELECT * FROM ${table}`,
    name: `bare_${table}`,
    create: `CREATE TABLE bare_${table} (${names.map((name) => `${name} text`).join(", ")}, PRIMARY KEY (user_id))`,
    encoding: "LATIN1",
  }));
}

const day = (column: string) => `NULLIF(${column}, '0000-00-00')`;
const moment = (column: string) => `NULLIF(CONCAT(${column}, '+08'), '0000-00-00 00:00:00+08')`;
const empty = (column: string) => `NULLIF(${column}, '')`;
const zero = (column: string) => `NULLIF(${column}, 0)`;

/** What every third user has, in as many bytes as we write: 47 of a sealed number, 32 of its hash. */
const CARD = [
  `IF(identitycard = '', NULL, CONCAT('\\\\\\\\x', HEX(RPAD(identitycard, 47, ' '))))`,
  `IF(identitycard = '', NULL, CONCAT('\\\\\\\\x', SHA2(identitycard, 256)))`,
];

const PARTS: readonly { table: string; from: string; columns: Record<string, string> }[] = [
  {
    table: "users",
    from: "user",
    columns: {
      ...{ user_id: "user_id", tenant_id: "1", ordinal: "user_id", openid: "openid", mini_program_openid: empty("wxminiopenid") },
      ...{ unionid: empty("unionid"), phone: "phone", imported: "'t'", created_at: "'2018-01-02'", updated_at: "'2018-01-02'" },
    },
  },
  {
    table: "user_info",
    from: "user_info",
    columns: {
      ...{ user_id: "user_id", nickname: empty("nick_name"), real_name: empty("real_name") },
      ...{
        sex: "ELT(sex + 1, 'MALE', 'FEMALE', 'UNKNOWN', 'UNKNOWN')",
        birthday: day("birthday"),
        qq: empty("qq"),
        wechat: empty("wechat"),
      },
      ...{ head_image_url: empty("head_img"), identity_card_sealed: CARD[0] ?? "", identity_card_hash: CARD[1] ?? "" },
      ...{ province_id: zero("province_id"), city_id: zero("city_id"), region_id: zero("region_id"), job: empty("jobs") },
      ...{ eat_scene: empty("eat_scene"), company_channel: "company_channel", company_id: zero("company_id"), vip: "is_vip" },
      ...{ status: "ELT(status + 1, 'DELETED', 'NORMAL', 'BLACKLISTED')", created_at: moment("user_info_ctime") },
      updated_at: moment("user_info_utime"),
    },
  },
  {
    table: "user_fav",
    from: "user_fav",
    columns: {
      ...{ user_id: "user_id", address_id: zero("user_address_id"), pay_type: zero("user_fav_pay_type") },
      ...{ liked_skin: zero("user_fav_like_skin"), points_mall_address_id: zero("user_fav_address_id") },
      ...{ created_at: moment("user_fav_ctime"), updated_at: moment("user_fav_utime") },
    },
  },
  { table: "legacy_credential", from: "user", columns: { user_id: "user_id", rand: "rand", password: "password" } },
];

/**
 * What the import fills from the same three tables: four of its own, with its column types and every index, without foreign keys.
 * Rows of the old tables that `clean` leaves out would break a bare COPY.
 */
export function asOurs(clean: string): BareTable[] {
  return PARTS.map(({ table, from, columns }) => ({
    select: `SELECT ${Object.values(columns).join(", ")} FROM ${from} WHERE ${clean}`,
    name: `bare_${table} (${Object.keys(columns).join(", ")})`,
    create: `CREATE TABLE bare_${table} (LIKE ${table} INCLUDING ALL)`,
    encoding: "UTF8",
  }));
}

/** Copies each of the tables; rows come and go as bytes, nothing is looked at but what COPY itself must have escaped. */
export async function bareCopy(mysqlUrl: string, postgresUrl: string, tables: readonly BareTable[]): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  for (const { select, name, create, encoding } of tables) {
    await client.query(`SET client_encoding = ${encoding}`);
    await client.query(`DROP TABLE IF EXISTS ${name.split(" ")[0]}`);
    await client.query(create);
    const source = createConnection({ uri: mysqlUrl, rowsAsArray: true, typeCast: false });
    source.query("SET character_set_results = NULL");
    await pipeline(source.query(select).stream({ highWaterMark: 1_000 }), copyLines(), client.query(copyFrom(`COPY ${name} FROM STDIN`)));
    source.end();
  }
  await client.end();
}

function copyLines(): Transform {
  let waiting = "";
  return new Transform({
    writableObjectMode: true,
    transform: (row: (Buffer | null)[], _encoding, done) => {
      waiting += `${row.map((cell) => (cell === null ? "\\N" : cell.toString("latin1").replace(/[\t\n\r]/g, " "))).join("\t")}\n`;
      if (waiting.length < CHUNK) return done();
      done(null, Buffer.from(waiting, "latin1"));
      waiting = "";
    },
    flush: (done) => done(null, Buffer.from(waiting, "latin1")),
  });
}

import { createConnection } from "mysql2/promise";

/** What is wrong with a generated row, one in fifty each kind; see `defectOf`. */
export const DEFECTS = [
  ...["openid missing", "openid taken", "info without user", "name not UTF-8", "job too long", "birthday impossible", "status unknown"],
] as const;
export type Defect = (typeof DEFECTS)[number];

const DIRTY_EVERY = 350;
const ROWS_AT_ONCE = 2_000;

/** Row n's defect, or null: each kind strikes one row in 350, all together one in fifty. */
export function defectOf(n: number): Defect | null {
  const place = n % DIRTY_EVERY;
  return place % 50 === 49 ? (DEFECTS[(place - 49) / 50] ?? null) : null;
}

/**
 * The old schema as old servers have it: columns wider than documented, some in a charset of their own, one that nobody
 * knows, text columns that hold whatever bytes PHP sent.
 */
const SCHEMA = [
  `CREATE TABLE user (user_id int AUTO_INCREMENT PRIMARY KEY, tenant_id int NULL, phone varchar(20) NULL, rand varchar(10) NULL,
     password varchar(255) NULL, openid varchar(255) NOT NULL, wxminiopenid varchar(255) DEFAULT '', unionid varchar(255) DEFAULT '',
     legacy_flags int DEFAULT 0, KEY (openid)) CHARSET utf8`,
  `CREATE TABLE user_info (user_id int PRIMARY KEY, user_info_ctime datetime DEFAULT '0000-00-00 00:00:00',
     user_info_utime datetime DEFAULT '0000-00-00 00:00:00', qq varchar(32), wechat varchar(255) CHARACTER SET latin1, sex tinyint,
     birthday date DEFAULT '0000-00-00', nick_name varchar(100) CHARACTER SET utf8mb4, real_name varbinary(255), head_img varchar(255),
     identitycard varchar(20), province_id int DEFAULT 0, city_id int DEFAULT 0, region_id int DEFAULT 0, jobs varchar(200), eat_scene text,
     company_channel varchar(255), company_id int unsigned DEFAULT 0, is_vip tinyint DEFAULT 0, status tinyint DEFAULT 1) CHARSET utf8`,
  `CREATE TABLE user_fav (user_id int PRIMARY KEY, user_fav_ctime datetime DEFAULT '0000-00-00 00:00:00',
     user_fav_utime datetime DEFAULT '0000-00-00 00:00:00', user_address_id int, user_fav_pay_type tinyint, user_fav_like_skin tinyint,
     user_fav_address_id int) CHARSET utf8`,
  `CREATE TABLE user_delete_request (user_id int, phone varchar(20), openid varchar(255), status tinyint, type tinyint, KEY (user_id)) CHARSET utf8`,
  "CREATE TABLE wx_user_tag (openid varchar(64) NOT NULL, tag varchar(64) NOT NULL, KEY (openid)) CHARSET utf8mb4",
];

export interface LegacyDatabase {
  /** mysql://…, without the password. */
  url: string;
  password: string;
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  drop(): Promise<void>;
}

/** A database with the old schema, empty. `adminUrl`: mysql://user:password@host:port */
export async function createLegacyDatabase(adminUrl: string): Promise<LegacyDatabase> {
  const name = `legacy_${Math.random().toString(36).slice(2, 10)}`;
  const admin = await createConnection({ uri: adminUrl });
  // As old servers ran: no strict mode, so that zero and impossible dates go in.
  await admin.query("SET SESSION sql_mode = 'ALLOW_INVALID_DATES'");
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.query(`USE ${name}`);
  for (const statement of SCHEMA) await admin.query(statement);
  const url = new URL(adminUrl);
  const password = decodeURIComponent(url.password);
  url.password = "";
  url.pathname = name;
  return {
    url: url.href,
    password,
    query: async (sql, values = []) => (await admin.query(sql, values))[0] as Record<string, unknown>[],
    drop: async () => {
      await admin.query(`DROP DATABASE ${name}`);
      await admin.end();
    },
  };
}

/** Users 1 to `count`, every third with preferences, with tags and deletion requests. */
export async function fillLegacyDatabase({ query }: LegacyDatabase, count: number): Promise<void> {
  for (let from = 1; from <= count; from += ROWS_AT_ONCE) {
    const numbers = Array.from({ length: Math.min(ROWS_AT_ONCE, count - from + 1) }, (_, i) => from + i);
    const users = numbers.filter((n) => defectOf(n) !== "info without user");
    await query("INSERT INTO user (user_id, tenant_id, phone, rand, password, openid, wxminiopenid, unionid, legacy_flags) VALUES ?", [
      users.map(userRow),
    ]);
    await query(
      `INSERT INTO user_info (user_id, user_info_ctime, user_info_utime, qq, wechat, sex, birthday, nick_name, real_name, head_img, identitycard,
         province_id, city_id, region_id, jobs, eat_scene, company_channel, company_id, is_vip, status) VALUES ?`,
      [numbers.map(infoRow)],
    );
    await query("INSERT INTO user_fav (user_id, user_fav_ctime, user_fav_pay_type, user_fav_like_skin) VALUES ?", [
      users.filter((n) => n % 3 === 0).map((n) => [n, "2019-05-06 07:08:09", n % 4, n % 7]),
    ]);
    await query("INSERT INTO wx_user_tag (openid, tag) VALUES ?", [
      users.flatMap((n) =>
        n % 5 === 0
          ? [
              [openid(n), `老客${n % 7}`],
              [openid(n), String(100 + (n % 3))],
            ]
          : n % 501 === 0
            ? [["oNobody", "x"]]
            : [],
      ),
    ]);
    const asked = users.filter((n) => n % 400 === 1);
    if (asked.length > 0) {
      await query("INSERT INTO user_delete_request (user_id, phone, openid, status, type) VALUES ?", [
        asked.map((n) => [n, phone(n), openid(n), n % 2, n % 800 === 1 ? 2 : 1]),
      ]);
    }
  }
}

export function openid(n: number): string {
  return `oLegacy${String(n).padStart(21, "0")}`;
}

export function phone(n: number): string {
  return `138${String(n).padStart(8, "0")}`;
}

function userRow(n: number): unknown[] {
  const defect = defectOf(n);
  const id = defect === "openid missing" ? "" : defect === "openid taken" ? openid(n - 1) : openid(n);
  const written = n % 10 === 0 ? `+86 ${phone(n)}` : n % 4 === 0 ? null : phone(n);
  return [n, n % 6 === 0 ? 2 : null, written, "salt", `hash${n}`, id, n % 2 ? `mini${n}` : "", n % 3 ? `union${n}` : "", 7];
}

function infoRow(n: number): unknown[] {
  const defect = defectOf(n);
  const name = defect === "name not UTF-8" ? Buffer.from([0xe5, 0xbc, 0x20, 0xff]) : Buffer.from(`张三${n}`, "utf8");
  const birthday = defect === "birthday impossible" ? "1990-02-31" : n % 5 === 0 ? "0000-00-00" : "1990-03-04";
  const job = defect === "job too long" ? "工".repeat(31) : "工程师";
  return [
    ...[
      n,
      n % 9 === 0 ? "0000-00-00 00:00:00" : "2018-01-02 03:04:05",
      "2020-06-07 08:09:10",
      "",
      `wx${n}`,
      n % 4,
      birthday,
      `昵称😀${n}`,
      name,
    ],
    ...[
      "https://img.example/a.png",
      n % 3 === 0 ? `11010119900304${String(n % 10000).padStart(4, "0")}` : "",
      n % 34,
      n % 300,
      0,
      job,
      "晚餐",
    ],
    ...[null, n % 20, n % 8 === 0 ? 1 : 0, defect === "status unknown" ? 9 : n % 50 === 3 ? 2 : n % 70 === 4 ? 0 : 1],
  ];
}

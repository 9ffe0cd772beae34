import type pg from "pg";
import { Sealer } from "../../src/platform/crypto/sealer.js";
import type { RejectLine } from "./import-world.js";
import type { LegacyDatabase } from "./legacy-database.js";

type Row = Record<string, unknown>;

/** What the old database is compared with, and by which key identity numbers open. */
export interface Imported {
  pool: Pick<pg.Pool, "query">;
  secretKey: string;
  rejects: readonly RejectLine[];
}

/** Both sides of each of these users, field by field; `expected` by the rules of the old system, written down once more here. */
export async function compareWithSource(legacy: LegacyDatabase, { pool, secretKey, rejects }: Imported, ids: readonly number[]) {
  const rejected = new Set(rejects.map(({ table, key }) => `${table} ${key}`));
  const source = await legacy.query(SOURCE, [ids]);
  const expected = source.filter((row) => !rejected.has(`user ${row.user_id}`)).map((row) => expectedOf(row, rejected));
  const { rows } = await pool.query<Row>(TARGET, [ids]);
  const sealer = new Sealer(Buffer.from(secretKey, "hex"));
  const found = rows.map(({ sealed, ...row }) => ({ ...row, identityCard: opened(sealer, sealed) }));
  return { expected, found };
}

/** Numbers and times as text, so that no driver's idea of a zero date comes between. */
const SOURCE = `
  SELECT u.user_id, u.openid, u.wxminiopenid, u.unionid, u.phone, u.rand, u.password, i.user_id IS NOT NULL AS has_info,
    CAST(i.user_info_ctime AS CHAR) AS ctime, CAST(i.user_info_utime AS CHAR) AS utime, i.qq, i.wechat, i.sex,
    CAST(i.birthday AS CHAR) AS birthday, i.nick_name, CAST(i.real_name AS CHAR CHARACTER SET utf8mb4) AS real_name, i.head_img,
    i.identitycard, i.province_id, i.city_id, i.region_id, i.jobs, i.eat_scene, i.company_channel, i.company_id, i.is_vip, i.status,
    f.user_id IS NOT NULL AS has_fav, CAST(f.user_fav_ctime AS CHAR) AS fav_ctime, f.user_address_id, f.user_fav_pay_type,
    f.user_fav_like_skin, f.user_fav_address_id
  FROM user u LEFT JOIN user_info i USING (user_id) LEFT JOIN user_fav f USING (user_id) WHERE u.user_id IN (?) ORDER BY u.user_id`;

const inChina = (column: string) => `to_char(${column} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS')`;

const TARGET = `
  SELECT u.user_id AS id, u.openid, u.mini_program_openid AS mini, u.unionid, u.phone, u.imported, c.rand, c.password,
    i.user_id IS NOT NULL AS "hasInfo", ${inChina("i.created_at")} AS created, ${inChina("i.updated_at")} AS updated, i.qq, i.wechat, i.sex,
    i.birthday::text, i.nickname, i.real_name AS name, i.head_image_url AS image, i.identity_card_sealed AS sealed, i.province_id AS province,
    i.city_id AS city, i.region_id AS region, i.job, i.eat_scene AS scene, i.company_channel AS channel, i.company_id AS company, i.vip, i.status,
    f.user_id IS NOT NULL AS "hasFavourites", ${inChina("f.created_at")} AS "favCreated", f.address_id AS address, f.pay_type AS pay,
    f.liked_skin AS skin, f.points_mall_address_id AS "mallAddress"
  FROM users u LEFT JOIN user_info i USING (user_id) LEFT JOIN user_fav f USING (user_id) LEFT JOIN legacy_credential c USING (user_id)
  WHERE user_id = ANY($1) ORDER BY user_id`;

const known = (value: unknown) => (value === "" || value === 0 || value === undefined ? null : value);
const day = (value: unknown) => (typeof value !== "string" || /-00|^0000/.test(value) ? null : value);

function expectedOf(row: Row, rejected: ReadonlySet<string>): Row {
  const hasInfo = row.has_info === 1 && !rejected.has(`user_info ${row.user_id}`);
  const hasFavourites = row.has_fav === 1 && !rejected.has(`user_fav ${row.user_id}`);
  return {
    ...{ id: row.user_id, openid: row.openid, mini: known(row.wxminiopenid), unionid: known(row.unionid) },
    ...{ phone: typeof row.phone === "string" ? row.phone.replace(/^\+86 /, "") : null, imported: true },
    ...{ rand: known(row.rand), password: known(row.password), hasInfo, hasFavourites },
    ...(hasInfo ? infoOf(row) : infoOf({})),
    ...(hasFavourites ? favouritesOf(row) : favouritesOf({})),
  };
}

function infoOf(row: Row): Row {
  const isThere = "user_id" in row;
  return {
    ...{ created: day(row.ctime), updated: day(row.utime), qq: known(row.qq), wechat: known(row.wechat), birthday: day(row.birthday) },
    ...{ sex: isThere ? (row.sex === 0 ? "MALE" : row.sex === 1 ? "FEMALE" : "UNKNOWN") : null, nickname: known(row.nick_name) },
    ...{ name: known(row.real_name), image: known(row.head_img), identityCard: known(row.identitycard), province: known(row.province_id) },
    ...{ city: known(row.city_id), region: known(row.region_id), job: known(row.jobs), scene: known(row.eat_scene) },
    ...{ channel: known(row.company_channel), company: known(row.company_id), vip: isThere ? row.is_vip === 1 : null },
    status: isThere ? ["DELETED", "NORMAL", "BLACKLISTED"][Number(row.status)] : null,
  };
}

function favouritesOf(row: Row): Row {
  return {
    ...{ favCreated: day(row.fav_ctime), address: known(row.user_address_id), pay: known(row.user_fav_pay_type) },
    ...{ skin: known(row.user_fav_like_skin), mallAddress: known(row.user_fav_address_id) },
  };
}

function opened(sealer: Sealer, sealed: unknown): string | null {
  return Buffer.isBuffer(sealed) ? sealer.open(sealed, "user_info.identity_card") : null;
}

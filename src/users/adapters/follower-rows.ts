import type { SqlExecutor } from "../../audiences/index.js";
import type { FollowerProfile } from "../follower-store.port.js";

/**
 * The profiles as a relation `p`, in $1 (tenant) to $9. What WeChat left out is null, so `coalesce(p.x, u.x)` keeps what is
 * known; sex UNKNOWN counts as left out.
 */
const PROFILES = `unnest($2::text[], $3::bool[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::text[])
  WITH ORDINALITY AS p(openid, subscribed, unionid, nickname, sex, head_image_url, subscribed_at, remark, position)`;

/** Whether WeChat's word on `subscribed` is newer than ours ($10: when it was asked). */
const SUBSCRIBED = "CASE WHEN u.updated_at < $10 THEN p.subscribed ELSE u.subscribed END";

/** Also who left and came again unnoticed: WeChat's time of following is later by more than clocks differ. */
const CAME_OR_WENT = `(${SUBSCRIBED}) <> u.subscribed
  OR (u.subscribed AND p.subscribed AND p.subscribed_at > u.subscribed_at + interval '2 seconds')`;

const USER_DIFFERS = `(u.subscribed, u.unionid, u.subscribed_at, u.remark) IS DISTINCT FROM
  (${SUBSCRIBED}, coalesce(p.unionid, u.unionid), coalesce(p.subscribed_at, u.subscribed_at), coalesce(p.remark, u.remark))`;

const INFO_DIFFERS = `(i.nickname, i.sex, i.head_image_url) IS DISTINCT FROM
  (coalesce(p.nickname, i.nickname), coalesce(p.sex, i.sex), coalesce(p.head_image_url, i.head_image_url))`;

function values(tenantId: number, profiles: readonly FollowerProfile[]): unknown[] {
  const column = <T>(pick: (profile: FollowerProfile) => T) => profiles.map(pick);
  return [
    tenantId,
    column((p) => p.openid),
    column((p) => p.subscribed),
    column((p) => clean(p.unionid)),
    column((p) => clean(p.nickname)),
    column((p) => (p.sex === "UNKNOWN" ? null : p.sex)),
    column((p) => clean(p.headImageUrl)),
    column((p) => p.subscribedAt),
    column((p) => clean(p.remark)),
  ];
}

/** PostgreSQL stores no NUL; nicknames are whatever people managed to enter. */
function clean(text: string | null): string | null {
  return text === null ? null : text.replaceAll("\0", "");
}

/** Which of the profiles need a write at all, without locking anybody: most runs change next to nothing. */
export async function findChanges(
  sql: SqlExecutor,
  tenantId: number,
  profiles: readonly FollowerProfile[],
  observedAt: Date,
): Promise<{ unknown: FollowerProfile[]; differing: FollowerProfile[] }> {
  const { rows } = await sql.query<{ position: bigint; known: boolean }>(
    `SELECT p.position, u.user_id IS NOT NULL AS known
     FROM ${PROFILES}
     LEFT JOIN users u ON u.tenant_id = $1 AND u.openid = p.openid
     LEFT JOIN user_info i ON i.user_id = u.user_id
     WHERE u.user_id IS NULL OR i.user_id IS NULL OR ${USER_DIFFERS} OR ${INFO_DIFFERS}
     ORDER BY p.position`,
    [...values(tenantId, profiles), observedAt],
  );
  const pick = (known: boolean) =>
    rows.filter((row) => row.known === known).flatMap(({ position }) => profiles[Number(position) - 1] ?? []);
  return { unknown: pick(false), differing: pick(true) };
}

/** Writes what differs of people already known; gives their ordinals, ascending. Rows are locked by ordinal, so that two writers never wait in a ring. */
export async function updateFollowers(
  tx: SqlExecutor,
  tenantId: number,
  profiles: readonly FollowerProfile[],
  observedAt: Date,
): Promise<number[]> {
  if (profiles.length === 0) return [];
  const parameters = values(tenantId, profiles);
  await tx.query("SELECT 1 FROM users WHERE tenant_id = $1 AND openid = ANY($2::text[]) ORDER BY ordinal FOR NO KEY UPDATE", [
    tenantId,
    parameters[1],
  ]);
  const cameOrWent = await tx.query<{ user_id: number }>(
    `SELECT u.user_id FROM ${PROFILES} JOIN users u ON u.tenant_id = $1 AND u.openid = p.openid WHERE ${CAME_OR_WENT}`,
    [...parameters, observedAt],
  );
  await forgetWeChatTags(
    tx,
    cameOrWent.rows.map(({ user_id }) => user_id),
  );
  const users = await tx.query<{ ordinal: number }>(
    `UPDATE users u
     SET subscribed = ${SUBSCRIBED}, unionid = coalesce(p.unionid, u.unionid),
         subscribed_at = coalesce(p.subscribed_at, u.subscribed_at), remark = coalesce(p.remark, u.remark), updated_at = now()
     FROM ${PROFILES}
     WHERE u.tenant_id = $1 AND u.openid = p.openid AND ${USER_DIFFERS}
     RETURNING u.ordinal`,
    [...parameters, observedAt],
  );
  const infos = await tx.query<{ ordinal: number }>(
    `WITH written AS (
       INSERT INTO user_info AS i (user_id, nickname, sex, head_image_url, created_at, updated_at)
       SELECT u.user_id, p.nickname, coalesce(p.sex, 'UNKNOWN'), p.head_image_url, now(), now()
       FROM ${PROFILES} JOIN users u ON u.tenant_id = $1 AND u.openid = p.openid
       ORDER BY u.user_id
       ON CONFLICT (user_id) DO UPDATE
       SET nickname = coalesce(excluded.nickname, i.nickname), sex = coalesce(nullif(excluded.sex, 'UNKNOWN'), i.sex),
           head_image_url = coalesce(excluded.head_image_url, i.head_image_url), updated_at = now()
       WHERE (i.nickname, i.sex, i.head_image_url) IS DISTINCT FROM
             (coalesce(excluded.nickname, i.nickname), coalesce(nullif(excluded.sex, 'UNKNOWN'), i.sex),
              coalesce(excluded.head_image_url, i.head_image_url))
       RETURNING i.user_id)
     SELECT u.ordinal FROM written JOIN users u USING (user_id)`,
    parameters,
  );
  const ordinals = new Set([...users.rows, ...infos.rows].map(({ ordinal }) => ordinal));
  return [...ordinals].sort((a, b) => a - b);
}

/** WeChat takes all tags from whoever leaves: nothing is known to be there any more. */
export async function forgetWeChatTags(tx: SqlExecutor, userIds: readonly number[]): Promise<void> {
  if (userIds.length > 0) await tx.query("DELETE FROM wechat_user_tag WHERE user_id = ANY($1::int[])", [userIds]);
}

/**
 * Inserts those (still) unknown with the next ordinals; gives the ordinals, ascending. The counter row stays locked until the
 * end of the transaction: ordinals are dense, and nobody inserts the same person meanwhile.
 */
export async function insertFollowers(tx: SqlExecutor, tenantId: number, profiles: readonly FollowerProfile[]): Promise<number[]> {
  if (profiles.length === 0) return [];
  const counter = await tx.query<{ next_ordinal: number }>(
    `INSERT INTO tenant_counter AS c (tenant_id) VALUES ($1)
     ON CONFLICT (tenant_id) DO UPDATE SET next_ordinal = c.next_ordinal RETURNING next_ordinal`,
    [tenantId],
  );
  const inserted = await tx.query<{ ordinal: number }>(
    `WITH fresh AS (
       SELECT p.* FROM ${PROFILES}
       WHERE NOT EXISTS (SELECT 1 FROM users u WHERE u.tenant_id = $1 AND u.openid = p.openid)),
     person AS (
       INSERT INTO users (tenant_id, ordinal, openid, subscribed, unionid, subscribed_at, remark)
       SELECT $1, $10::int - 1 + row_number() OVER (ORDER BY position), openid, subscribed, unionid, subscribed_at, remark FROM fresh
       RETURNING user_id, ordinal, openid),
     profile AS (
       INSERT INTO user_info (user_id, nickname, sex, head_image_url, created_at, updated_at)
       SELECT user_id, nickname, coalesce(sex, 'UNKNOWN'), head_image_url, now(), now() FROM person JOIN fresh USING (openid))
     SELECT ordinal FROM person ORDER BY ordinal`,
    [...values(tenantId, profiles), counter.rows[0]?.next_ordinal ?? 0],
  );
  const ordinals = inserted.rows.map(({ ordinal }) => ordinal);
  if (ordinals.length > 0) {
    await tx.query("UPDATE tenant_counter SET next_ordinal = next_ordinal + $2 WHERE tenant_id = $1", [tenantId, ordinals.length]);
  }
  return ordinals;
}

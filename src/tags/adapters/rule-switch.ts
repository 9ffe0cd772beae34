import { type AudienceJson, parseAudience, type SegmentLookup, type SqlExecutor } from "../../audiences/index.js";
import type { StoredRule } from "../rules/rule-work-store.port.js";
import type { TagRuleFields } from "../tag-store.port.js";

/** First half of the advisory lock's key (the second is the tenant): "sgmt", which those who change segments take, too. */
const LOCK_SPACE = 0x73676d74;

/**
 * First in a transaction that sets or removes a rule. One at a time changes what a tenant's rules and segments refer to: two changes
 * that are each without a circle may make one together.
 */
export async function holdReferences(tx: SqlExecutor, tenantId: number): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock($1, $2)", [LOCK_SPACE, tenantId]);
  await holdFollower(tx, tenantId);
}

/** On the transaction's own connection: one that waited for another of the pool while it holds the lock could wait for ever. */
function segmentsOn(tx: SqlExecutor): SegmentLookup {
  return {
    segmentAudiences: async (tenantId, ids) => {
      const sql = "SELECT id, audience FROM segment WHERE tenant_id = $1 AND id = ANY($2::int[])";
      const { rows } = await tx.query<{ id: number; audience: unknown }>(sql, [tenantId, ids]);
      return new Map(rows.map(({ id, audience }) => [id, parseAudience(audience, `segment ${id}`)]));
    },
  };
}

/** Waits for the follower's transaction in hand, which locks this row first and tags after it. */
export async function holdFollower(tx: SqlExecutor, tenantId: number): Promise<void> {
  await tx.query("SELECT 1 FROM rule_following WHERE tenant_id = $1 FOR UPDATE", [tenantId]);
}

/** All rules of the tenant, by tag. */
export async function storedRules(sql: SqlExecutor, tenantId: number): Promise<StoredRule[]> {
  const { rows } = await sql.query<StoredRule>(
    `SELECT t.id AS "tagId", t.name, t.rule AS json, encode(r.planned_hash, 'hex') AS "plannedHash", r.planned_at AS "plannedAt"
     FROM tag_rule r JOIN tag t ON t.id = r.tag_id WHERE r.tenant_id = $1 AND t.rule IS NOT NULL ORDER BY t.id`,
    [tenantId],
  );
  return rows;
}

/** Sets or removes the rule of a locked tag, after `holdReferences`. Throws what its check throws. */
export async function switchRule(tx: SqlExecutor, tenantId: number, tagId: number, rule: TagRuleFields | null): Promise<void> {
  if (rule === null) return dropRule(tx, tenantId, tagId);
  await rule.check(await storedRules(tx, tenantId), segmentsOn(tx));
  await setRule(tx, tenantId, tagId, rule.json);
}

/** The tag follows the rule from now on: all users are compared with it once. The log is followed from here where this is the tenant's only rule. */
export async function setRule(tx: SqlExecutor, tenantId: number, tagId: number, rule: AudienceJson): Promise<void> {
  await tx.query(START_FOLLOWING, [tenantId]);
  await tx.query("UPDATE tag SET rule = $2::jsonb WHERE id = $1", [tagId, JSON.stringify(rule)]);
  await tx.query(
    `INSERT INTO tag_rule (tag_id, tenant_id) VALUES ($1, $2) ON CONFLICT (tag_id) DO UPDATE SET planned_hash = NULL, planned_at = NULL`,
    [tagId, tenantId],
  );
  await endJobs(tx, tenantId, tagId, "the rule was saved anew while the job ran: another job brings the tag in line");
}

/** The tag follows no rule any more; its users stay. */
export async function dropRule(tx: SqlExecutor, tenantId: number, tagId: number): Promise<void> {
  await holdFollower(tx, tenantId);
  await tx.query("UPDATE tag SET rule = NULL WHERE id = $1 AND rule IS NOT NULL", [tagId]);
  await tx.query("DELETE FROM tag_rule WHERE tag_id = $1", [tagId]);
  await endJobs(tx, tenantId, tagId, "the rule was removed while the job ran: what was done stays");
}

async function endJobs(tx: SqlExecutor, tenantId: number, tagId: number, error: string): Promise<void> {
  await tx.query(
    `UPDATE tag_job SET status = 'FAILED', error = $3, audience = NULL, finished_at = now()
     WHERE tenant_id = $1 AND kind = 'RULE' AND tag_ids = ARRAY[$2::int] AND finished_at IS NULL`,
    [tenantId, tagId, error],
  );
}

/** Where other rules are followed, the position stays: what they have not seen yet is before it. */
const START_FOLLOWING = `
  INSERT INTO rule_following AS f (tenant_id, position, asked)
  SELECT tenant_id, change_position, 1 FROM tenant_counter WHERE tenant_id = $1
  ON CONFLICT (tenant_id) DO UPDATE SET asked = f.asked + 1,
    position = CASE WHEN EXISTS (SELECT 1 FROM tag_rule r WHERE r.tenant_id = $1) THEN f.position ELSE excluded.position END`;

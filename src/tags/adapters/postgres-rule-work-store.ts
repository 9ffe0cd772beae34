import { randomUUID } from "node:crypto";
import {
  type AudienceChangeLog,
  type AudienceChangeReader,
  type OrdinalSet,
  ordinalSetFromBytes,
  ordinalSetToBytes,
  type SqlExecutor,
} from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import {
  type RuleJob,
  type RuleLease,
  RuleLeaseLostError,
  type RulePosition,
  type RuleVerdict,
  type RuleWorkStore,
  type StoredRule,
} from "../rules/rule-work-store.port.js";
import { carriersOf } from "./base-rows.js";
import { peopleByOrdinals } from "./people.js";
import { storedRules } from "./rule-switch.js";
import { writeVerdicts } from "./rule-verdicts.js";

/** A holder silent for this long is taken for dead. A step takes a fraction of it. */
const LEASE_MS = 5_000;
/** Rows of the log read at once, and users after which a stretch ends. */
const ROWS = 200;
const USERS = 10_000;

export class PostgresRuleWorkStore implements RuleWorkStore {
  constructor(
    private readonly database: Pick<Database, "pool" | "transaction">,
    private readonly changeLog: AudienceChangeLog & AudienceChangeReader,
    private readonly leaseMs = LEASE_MS,
  ) {}

  rules(tenantId: number): Promise<StoredRule[]> {
    return storedRules(this.database.pool, tenantId);
  }

  async waiting(now: Date, limit: number): Promise<number[]> {
    const { rows } = await this.database.pool.query<{ tenant_id: number }>(WAITING, [now, limit]);
    return rows.map(({ tenant_id }) => tenant_id);
  }

  async claim(tenantId: number): Promise<RuleLease | null> {
    const owner = randomUUID();
    const { rowCount } = await this.database.pool.query(CLAIM, [tenantId, owner, this.leaseMs]);
    return rowCount === 1 ? { tenantId, owner } : null;
  }

  async release({ tenantId, owner }: RuleLease): Promise<void> {
    const sql = "UPDATE rule_following SET owner = NULL, until = NULL WHERE tenant_id = $1 AND owner = $2";
    await this.database.pool.query(sql, [tenantId, owner]);
  }

  async position(tenantId: number): Promise<RulePosition> {
    const { rows } = await this.database.pool.query<RulePosition>(POSITION, [tenantId]);
    const [position] = rows;
    if (!position) throw new Error(`tenant ${tenantId} follows no rules`);
    return position;
  }

  changes(tenantId: number, after: bigint, to: bigint, tagIds: readonly number[]) {
    return this.changeLog.read(this.database.pool, tenantId, { after, to, tagIds, rows: ROWS, users: USERS });
  }

  reached(lease: RuleLease, position: bigint): Promise<void> {
    return this.update(lease, "UPDATE rule_following SET position = $2::bigint WHERE tenant_id = $1", [lease.tenantId, String(position)]);
  }

  startOver(lease: RuleLease, end: bigint): Promise<void> {
    return this.holding(lease, async (tx) => {
      await tx.query("UPDATE rule_following SET position = $2::bigint WHERE tenant_id = $1", [lease.tenantId, String(end)]);
      await tx.query("UPDATE tag_rule SET planned_hash = NULL WHERE tenant_id = $1", [lease.tenantId]);
    });
  }

  looked(lease: RuleLease, asked: number, dueAt: Date): Promise<void> {
    return this.update(lease, "UPDATE rule_following SET looked = $2, due_at = $3 WHERE tenant_id = $1", [lease.tenantId, asked, dueAt]);
  }

  apply(lease: RuleLease, verdicts: readonly RuleVerdict[]): Promise<ReadonlyMap<number, Uint32Array>> {
    return this.holding(lease, async (tx) => {
      const changes = await writeVerdicts(tx, lease.tenantId, verdicts);
      if (changes.length > 0) await this.changeLog.append(tx, lease.tenantId, changes);
      const byTag = Map.groupBy(changes, ({ tagId }) => tagId);
      return new Map([...byTag].map(([tagId, some]) => [tagId, Uint32Array.from(some.flatMap(({ ordinals }) => [...ordinals])).sort()]));
    });
  }

  async carriersAmong(tenantId: number, tagId: number, ordinals: Uint32Array): Promise<Uint32Array> {
    const { pool } = this.database;
    const people = await peopleByOrdinals(pool, tenantId, ordinals);
    return people.ordinalsOf(await carriersOf(pool, tagId, Array.from(people.userIds)));
  }

  unplanned(lease: RuleLease, tagId: number): Promise<void> {
    return this.update(lease, "UPDATE tag_rule SET planned_hash = NULL WHERE tag_id = $1", [tagId]);
  }

  planned(lease: RuleLease, rule: { tagId: number; hash: string; at: Date }, differences: OrdinalSet | null): Promise<string | null> {
    const { tagId, hash, at } = rule;
    return this.holding(lease, async (tx) => {
      // Rows: none where the rule was removed meanwhile.
      const { rowCount } = await tx.query(PLANNED, [tagId, hash, at]);
      if (!rowCount || differences === null) return null;
      const jobId = randomUUID();
      await tx.query(NEW_JOB, [jobId, lease.tenantId, tagId, hash, ordinalSetToBytes(differences), differences.size]);
      return jobId;
    });
  }

  async openJob(tenantId: number, known: RuleJob | null): Promise<RuleJob | null> {
    const { rows } = await this.database.pool.query<Omit<RuleJob, "differences"> & { audience: Uint8Array | null }>(OPEN_JOB, [
      tenantId,
      known?.jobId ?? null,
    ]);
    const [row] = rows;
    if (!row) return null;
    const { audience, ...job } = row;
    if (audience !== null) return { ...job, differences: ordinalSetFromBytes(audience) };
    if (known?.jobId !== job.jobId) throw new Error(`tag job ${job.jobId} has no users`);
    return { ...job, differences: known.differences };
  }

  applyChunk(lease: RuleLease, job: RuleJob, to: number, members: Uint32Array): Promise<number | null> {
    return this.holding(lease, async (tx) => {
      const { rows } = await tx.query<{ done: number }>("SELECT done FROM tag_job WHERE id = $1 AND finished_at IS NULL FOR UPDATE", [
        job.jobId,
      ]);
      if (rows[0]?.done !== job.done) return null;
      const users = job.differences.slice(job.done, to);
      const changes = await writeVerdicts(tx, lease.tenantId, [{ tagId: job.tagId, users, members }]);
      const changed = changes.reduce((sum, { ordinals }) => sum + ordinals.length, 0);
      await tx.query(ADVANCE_JOB, [job.jobId, to, changed, to === job.differences.size]);
      if (changes.length > 0) await this.changeLog.append(tx, lease.tenantId, changes);
      return changed;
    });
  }

  failJob(lease: RuleLease, jobId: string, error: string): Promise<void> {
    const sql =
      "UPDATE tag_job SET status = 'FAILED', error = $2, audience = NULL, finished_at = now() WHERE id = $1 AND finished_at IS NULL";
    return this.update(lease, sql, [jobId, error]);
  }

  private update(lease: RuleLease, sql: string, values: unknown[]): Promise<void> {
    return this.holding(lease, async (tx) => void (await tx.query(sql, values)));
  }

  /** Takes the row that the next holder has to wait for, and sees that it is still ours. */
  private holding<T>({ tenantId, owner }: RuleLease, work: (tx: SqlExecutor) => Promise<T>): Promise<T> {
    return this.database.transaction(async (tx) => {
      const { rowCount } = await tx.query(HOLD, [tenantId, owner, this.leaseMs]);
      if (rowCount !== 1) throw new RuleLeaseLostError(`somebody else follows the rules of tenant ${tenantId}`);
      return work(tx);
    });
  }
}

/** Of the clock, not of the transaction's begin: a step may wait for locks. */
const UNTIL = "clock_timestamp() + $3 * interval '1 millisecond'";

const CLAIM = `
  UPDATE rule_following SET owner = $2, until = ${UNTIL} WHERE tenant_id = $1 AND coalesce(until, '-infinity') <= clock_timestamp()`;

const HOLD = `UPDATE rule_following SET until = ${UNTIL} WHERE tenant_id = $1 AND owner = $2`;

const WAITING = `
  SELECT f.tenant_id FROM rule_following f JOIN tenant_counter c ON c.tenant_id = f.tenant_id
  WHERE EXISTS (SELECT 1 FROM tag_rule r WHERE r.tenant_id = f.tenant_id) AND coalesce(f.until, '-infinity') <= now()
    AND (f.asked <> f.looked OR f.position <> c.change_position OR coalesce(f.due_at, '-infinity') <= $1)
  ORDER BY f.tenant_id LIMIT $2`;

/** Positions have no gaps: a row that is not there was trimmed. A log that ends before is that of a restored database. */
const POSITION = `
  SELECT f.position, c.change_position AS "end", f.asked, f.position > c.change_position OR f.position < c.change_position AND NOT EXISTS (
    SELECT 1 FROM audience_change a WHERE a.tenant_id = c.tenant_id AND a.position = f.position + 1) AS lost
  FROM rule_following f JOIN tenant_counter c ON c.tenant_id = f.tenant_id WHERE f.tenant_id = $1`;

const PLANNED = "UPDATE tag_rule SET planned_hash = decode($2, 'hex'), planned_at = $3 WHERE tag_id = $1";

/** One for nobody is over as soon as it is written. */
const NEW_JOB = `
  INSERT INTO tag_job (id, tenant_id, kind, status, tag_ids, request_hash, audience, total, created_by, started_at, progress_at, finished_at)
  SELECT $1, $2, 'RULE', CASE WHEN $6 = 0 THEN 'SUCCEEDED' ELSE 'RUNNING' END, ARRAY[$3::int], decode($4, 'hex'),
         CASE WHEN $6 > 0 THEN $5::bytea END, $6::int, 'rule', now(), now(), CASE WHEN $6 = 0 THEN now() END`;

/** The users may be a megabyte: not those of a job that the caller has at hand. */
const OPEN_JOB = `
  SELECT id AS "jobId", tag_ids[1] AS "tagId", encode(request_hash, 'hex') AS hash, done, CASE WHEN id IS DISTINCT FROM $2 THEN audience END AS audience
  FROM tag_job WHERE tenant_id = $1 AND kind = 'RULE' AND finished_at IS NULL ORDER BY created_at, id LIMIT 1`;

const ADVANCE_JOB = `
  UPDATE tag_job
  SET done = $2, changed = changed + $3, progress_at = now(), status = CASE WHEN $4 THEN 'SUCCEEDED' ELSE status END,
      finished_at = CASE WHEN $4 THEN now() END, audience = CASE WHEN $4 THEN NULL ELSE audience END
  WHERE id = $1`;

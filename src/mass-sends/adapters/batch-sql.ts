import type { OrdinalSet } from "../../audiences/index.js";
import { prepared } from "../../platform/database/prepared.js";
import type { BatchRecord, Counters, MassSendRecord } from "../mass-send.js";
import type { RecallTally, Tally } from "../mass-send.state.js";
import type { PlannedBatch } from "../plan.js";
import type { Sql } from "./rows.js";

export interface BatchSums {
  counters: Counters;
  tally: Tally;
  recall: RecallTally;
}

/** Gives the sums over all batches of the send, this one as it is now: in the same statement, since each costs a tenth of a batch's time. */
export async function updateBatch(tx: Sql, b: BatchRecord, now: Date): Promise<BatchSums> {
  const { rows } = await tx.query<SumsRow>(
    prepared(
      `WITH changed AS (UPDATE mass_send_batch SET status = $3, wechat_msg_id = $4, wechat_msg_data_id = $5, attempts = $6, first_attempt_at = $7,
       last_attempt_at = $8, accepted_at = $9, total = $10, sent = $11, filtered = $12, failed = $13, errcode = $14, errmsg = $15, updated_at = $16,
       recall = $17, recall_attempts = $18, recall_error = $19, chinese = $20
     WHERE mass_send_id = $1 AND index = $2 RETURNING *)
     ${SUMS} FROM (SELECT * FROM mass_send_batch WHERE mass_send_id = $1 AND index <> $2 UNION ALL SELECT * FROM changed) b`,
      [
        b.massSendId,
        b.index,
        b.status,
        b.wechatMsgId,
        b.wechatMsgDataId,
        b.attempts,
        b.firstAttemptAt,
        b.lastAttemptAt,
        b.acceptedAt,
        b.total,
        b.sent,
        b.filtered,
        b.failed,
        b.errcode,
        b.errmsg,
        now,
        b.recall,
        b.recallAttempts,
        b.recallError,
        b.chinese,
      ],
    ),
  );
  return sumsOf(rows[0] as SumsRow);
}

export async function dropPendingBatches(tx: Sql, massSendId: string, now: Date): Promise<void> {
  await tx.query("UPDATE mass_send_batch SET status = 'CANCELLED', updated_at = $2 WHERE mass_send_id = $1 AND status = 'PENDING'", [
    massSendId,
    now,
  ]);
}

export async function insertPlan(
  tx: Sql,
  { id, tenantId }: Pick<MassSendRecord, "id" | "tenantId">,
  plan: { audience: OrdinalSet; batches: readonly PlannedBatch[] },
  now: Date,
): Promise<void> {
  const chunks = plan.audience.toStored();
  await tx.query(
    `INSERT INTO mass_send_audience (mass_send_id, chunk, cardinality, data)
     SELECT $1, * FROM unnest($2::int[], $3::int[], $4::bytea[])`,
    [id, chunks.map(({ chunk }) => chunk), chunks.map(({ cardinality }) => cardinality), chunks.map(({ data }) => Buffer.from(data))],
  );
  const { batches } = plan;
  await tx.query(
    `INSERT INTO mass_send_batch (mass_send_id, tenant_id, updated_at, index, from_rank, to_rank, client_msg_id)
     SELECT $1, $2, $3, * FROM unnest($4::int[], $5::int[], $6::int[], $7::text[])`,
    [
      id,
      tenantId,
      now,
      batches.map(({ index }) => index),
      batches.map(({ fromRank }) => fromRank),
      batches.map(({ toRank }) => toRank),
      batches.map((batch) => batch.clientMsgId),
    ],
  );
}

/** Summed anew for every change: a send has at most some thousand batches, and a sum cannot drift. */
export async function sumBatches(tx: Sql, massSendId: string): Promise<BatchSums> {
  const { rows } = await tx.query<SumsRow>(`${SUMS} FROM mass_send_batch WHERE mass_send_id = $1`, [massSendId]);
  return sumsOf(rows[0] as SumsRow);
}

type SumsRow = Counters & Tally & { recall: RecallTally };

const SUMS = `SELECT count(*)::int AS batches,
       count(accepted_at)::int AS "batchesAccepted",
       count(*) FILTER (WHERE status = 'FINISHED')::int AS "batchesFinished",
       count(*) FILTER (WHERE status = 'REJECTED')::int AS "batchesFailed",
       count(*) FILTER (WHERE status = 'UNKNOWN')::int AS "batchesUnknown",
       coalesce(sum(to_rank - from_rank) FILTER (WHERE accepted_at IS NOT NULL), 0)::int AS accepted,
       coalesce(sum(sent), 0)::int AS sent, coalesce(sum(filtered), 0)::int AS filtered, coalesce(sum(failed), 0)::int AS failed,
       count(*) FILTER (WHERE status = 'PENDING')::int AS "PENDING", count(*) FILTER (WHERE status = 'IN_FLIGHT')::int AS "IN_FLIGHT",
       count(*) FILTER (WHERE status = 'ACCEPTED')::int AS "ACCEPTED", count(*) FILTER (WHERE status = 'CANCELLED')::int AS "CANCELLED",
       count(*) FILTER (WHERE recall = 'RECALLED')::int AS "batchesRecalled",
       json_build_object('PENDING', count(*) FILTER (WHERE recall = 'PENDING'), 'IN_FLIGHT', count(*) FILTER (WHERE recall = 'IN_FLIGHT'),
         'RECALLED', count(*) FILTER (WHERE recall = 'RECALLED'), 'REFUSED', count(*) FILTER (WHERE recall = 'REFUSED'),
         'IMPOSSIBLE', count(*) FILTER (WHERE recall = 'IMPOSSIBLE')) AS recall`;

function sumsOf({ PENDING, IN_FLIGHT, ACCEPTED, CANCELLED, recall, ...counters }: SumsRow): BatchSums {
  const { batchesFinished: FINISHED, batchesFailed: REJECTED, batchesUnknown: UNKNOWN } = counters;
  return { counters, tally: { PENDING, IN_FLIGHT, ACCEPTED, FINISHED, REJECTED, UNKNOWN, CANCELLED }, recall };
}

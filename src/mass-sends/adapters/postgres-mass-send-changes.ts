import type { AuditIn } from "../../accounts/index.js";
import type { Database } from "../../platform/database/database.js";
import { isUniqueViolation } from "../../platform/database/database-error.js";
import { prepared } from "../../platform/database/prepared.js";
import { deliveredIn } from "../ledger/delivered.js";
import { MassSendStatus } from "../mass-send.enums.js";
import { type BatchRecord, type MassSendRecord, patched } from "../mass-send.js";
import { isFinal, settle } from "../mass-send.state.js";
import { type ChangeTarget, type Decide, type MassSendChanges, MsgIdTaken, type SendChange } from "../mass-send-store.port.js";
import { errorAfter } from "../recall-note.js";
import { LostLease } from "../send-lease.port.js";
import { changedTo, chineseOf } from "../words.js";
import { auditEntry } from "./audit-entry.js";
import { type BatchSums, dropPendingBatches, insertPlan, sumBatches, updateBatch } from "./batch-sql.js";
import { markRecalls, refuseRecalls } from "./recall-sql.js";
import { batchColumns, batchOf, SEND_COLUMNS, type SendRow, type Sql, toSend } from "./rows.js";
import { updateSend } from "./send-sql.js";

const IN_BATCH = "batch.";
const MSG_ID_INDEX = "mass_send_batch_tenant_id_wechat_msg_id_key";

export class PostgresMassSendChanges implements MassSendChanges {
  constructor(
    private readonly database: Pick<Database, "transaction">,
    private readonly auditIn: AuditIn,
  ) {}

  change(target: ChangeTarget, now: Date, decide: Decide): Promise<MassSendRecord | null> {
    return this.database.transaction(async (tx) => {
      const found = await locked(tx, target);
      if (found === null) return null;
      const { send, batch, databaseNow } = found;
      const change = decide(send, batch, databaseNow);
      if (change === null) return readAgain(tx, target);
      if (change.plan) await insertPlan(tx, send, change.plan, now);
      if (change.dropPending) await dropPendingBatches(tx, send.id, now);
      const changed = change.batch && batch ? patched(batch, change.batch) : null;
      const sums = changed && (await updateBatch(tx, changed, now).catch(explainTakenMsgId));
      const after = await settled(tx, send, change, sums, now);
      const delivers = batch !== null && changed !== null && movesLedger(batch, changed);
      await updateSend(tx, after, change.wakeAt, delivers);
      if (change.audit) await this.auditIn(tx).record(auditEntry(change.audit, send, after));
      return after;
    });
  }
}

function movesLedger(before: BatchRecord, after: BatchRecord): boolean {
  return deliveredIn(before)?.getTime() !== deliveredIn(after)?.getTime();
}

interface Locked {
  send: MassSendRecord;
  batch: BatchRecord | null;
  databaseNow: Date;
}

/**
 * The send, then its batch where one is meant. The clock is read above the lock, so that it tells no moment from before a wait for it;
 * and a batch that the wait outdated is read anew, because it is locked too.
 */
async function locked(tx: Sql, target: ChangeTarget): Promise<Locked | null> {
  const { rows } = await tx.query<SendRow & { databaseNow: Date }>(
    prepared(
      `SELECT ${SEND_COLUMNS}, clock_timestamp() AS "databaseNow", ${batchColumns(IN_BATCH)}
     FROM (SELECT * FROM mass_send WHERE tenant_id = $1 AND id = $2 FOR UPDATE) s
     LEFT JOIN LATERAL (SELECT * FROM mass_send_batch WHERE mass_send_id = s.id AND index = $3 FOR UPDATE) b ON true`,
      [target.tenantId, target.id, target.index ?? null],
    ),
  );
  const [row] = rows;
  if (!row) return null;
  if (target.fence !== undefined && row.fence !== target.fence) throw new LostLease(target);
  const { databaseNow } = row;
  const send = Object.fromEntries(Object.entries(row).filter(([name]) => name !== "databaseNow" && !name.startsWith(IN_BATCH)));
  return { send: toSend(send as unknown as SendRow), batch: batchOf(row, IN_BATCH), databaseNow };
}

/** With a snapshot taken after the lock was got, so that `at` is right. */
async function readAgain(tx: Sql, { tenantId, id }: ChangeTarget): Promise<MassSendRecord | null> {
  const { rows } = await tx.query<SendRow>(`SELECT ${SEND_COLUMNS} FROM mass_send s WHERE s.tenant_id = $1 AND s.id = $2`, [tenantId, id]);
  return rows[0] ? toSend(rows[0]) : null;
}

/** The send after the change. `sums`: of the batches as they are; null: to be found out. */
async function settled(tx: Sql, before: MassSendRecord, change: SendChange, sums: BatchSums | null, now: Date): Promise<MassSendRecord> {
  const { error: newError, recallNote: newNote, ...patch } = change.send ?? {};
  const said = {
    error: changedTo(newError, before.error, before.chinese),
    recallNote: changedTo(newNote, before.recallNote, before.chinese),
  };
  const wanted = { ...before, ...patch };
  if (wanted.recallRequestedAt !== null) await markRecalls(tx, before.id, change.recallAgain ?? false, now);
  if (change.refuseRecalls !== undefined) await refuseRecalls(tx, before.id, change.refuseRecalls, now);
  const recalling = wanted.recallRequestedAt !== null || change.refuseRecalls !== undefined;
  const { counters, tally, recall } = sums === null || recalling ? await sumBatches(tx, before.id) : sums;
  const status = settle(wanted.status, tally, recall);
  const error = errorAfter({ ...wanted, ...said }, status, tally, recall, change.batch?.errmsg ?? null);
  const texts = { error: error?.en ?? null, recallNote: said.recallNote?.en ?? null, chinese: chineseOf(error, said.recallNote) };
  const resumeAt = status === MassSendStatus.PAUSED ? wanted.resumeAt : null;
  const confirmBy = status === MassSendStatus.AWAITING_RESULTS ? wanted.confirmBy : null;
  const finishedAt = isFinal(status) ? (before.finishedAt ?? now) : null;
  return { ...wanted, ...counters, ...texts, status, resumeAt, confirmBy, finishedAt, seq: before.seq + 1, at: now };
}

function explainTakenMsgId(error: unknown): never {
  if (!isUniqueViolation(error, MSG_ID_INDEX)) throw error;
  throw new MsgIdTaken("WeChat gave two batches the same msg_id", { cause: error });
}

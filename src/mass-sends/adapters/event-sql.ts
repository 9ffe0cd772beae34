import type { MassSendProgress } from "../mass-send.types.js";
import type { Sql } from "./rows.js";

/** Keeps a state whole, so that `after: seq` is a range read. Part of the transaction that made the state. */
export async function insertEvent(tx: Sql, progress: MassSendProgress): Promise<void> {
  await tx.query("INSERT INTO mass_send_event (mass_send_id, seq, at, progress) VALUES ($1, $2, $3, $4)", [
    progress.massSendId,
    progress.seq,
    progress.at,
    JSON.stringify(progress),
  ]);
}

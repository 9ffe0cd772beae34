import type { OrdinalSet } from "./ordinal-set.js";

/** Who can get how many more mass sends this month: what `massSendsLeft` leaves are answered by, whatever index answers the rest. */
export interface SendsLeft {
  /**
   * Ordinals of those who can get at most `left` (0 to 3) more mass sends in this calendar month of Asia/Shanghai. Holds every delivery
   * committed up to `version` of the ledger, where the asker read that (LogEnd); else up to now.
   */
  leftAtMost(tenantId: number, left: number, version?: number): Promise<OrdinalSet>;
}

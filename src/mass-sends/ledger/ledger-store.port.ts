import type { OrdinalSet } from "../../audiences/index.js";
import type { RankRange } from "./rank-ranges.js";

/** What was delivered in one month: parts of frozen audiences. */
export interface MonthOfDeliveries {
  version: number;
  /** By mass send. */
  ranges: ReadonlyMap<string, readonly RankRange[]>;
}

/** The ledger as the batches tell it: there is no second record that could differ from them. */
export interface LedgerStore {
  /** Grows with each change of what `deliveredIn` says of a batch, in the transaction that makes it. 0 before the first. */
  version(tenantId: number): Promise<number>;
  /** Batches delivered from `month` (its start) to before `next`, and the version, of one moment. */
  delivered(tenantId: number, month: Date, next: Date): Promise<MonthOfDeliveries>;
  audience(massSendId: string): Promise<OrdinalSet>;
  /** Whether WeChat limits what each user gets in a month: of service accounts. */
  hasMonthlyLimit(tenantId: number): Promise<boolean>;
}

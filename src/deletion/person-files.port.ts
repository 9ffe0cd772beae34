import type { SqlExecutor } from "../audiences/index.js";

/** Files that people's data was written to. */
export interface FileWithdrawal {
  /**
   * In the transaction that erases these people (by ordinal): whatever files hold one of them are nobody's any more when it is
   * committed, and none with them can be finished. Gives how many exports that concerns.
   */
  withdraw(tx: SqlExecutor, tenantId: number, ordinals: readonly number[]): Promise<number>;
}

export interface WithdrawnFiles {
  /** Deletes them from the object store. Rejects where it does not answer; a sweep tries again. */
  deleteFiles(): Promise<void>;
}

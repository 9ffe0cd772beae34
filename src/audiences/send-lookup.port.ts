/** Whom mass sends did not reach: what `unreachedBy` leaves are answered by, whatever index answers the rest. */
export interface SendLookup {
  /**
   * Ordinals, ascending, of the recipients in those batches of the send that WeChat refused or that were never given to it, as they stand
   * now. Nobody for a send of another tenant, or an unknown one.
   */
  ordinalsUnreached(tenantId: number, massSendId: string): Promise<Uint32Array>;
}

/** What mass sends are called; unknown ones are absent. */
export interface SendNames {
  massSendNames(tenantId: number, ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** Where people's positions are, besides the database. */
export interface PersonPositions {
  /** Leaves nothing of these users; gives how many of them had a position. Rejects where it cannot be reached. */
  erase(tenantId: number, userIds: readonly number[]): Promise<number>;
  /** Those of these users of whom a position is known. */
  known(tenantId: number, userIds: readonly number[]): Promise<number[]>;
}

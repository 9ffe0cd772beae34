export interface LastSeen {
  tenantId: number;
  openid: string;
  at: Date;
}

/** When users last did something. */
export interface ActivityStore {
  /** Moves `lastActiveAt`, forward only. Gives the ids of those that are known, moved or not, by `personKey`. */
  touch(people: readonly LastSeen[]): Promise<Map<string, number>>;
}

export function personKey({ tenantId, openid }: { tenantId: number; openid: string }): string {
  return `${tenantId}/${openid}`;
}

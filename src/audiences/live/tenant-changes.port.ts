/** How things stand in one tenant, as far as previews depend on them. */
export interface TenantLook {
  /** Where the change log ends. */
  position: bigint;
  /** Differs whenever somebody came to, or below, this month's limit of mass sends: the ledger moved, or a month began. */
  deliveries: string;
  /** Differs whenever a segment was made, changed or deleted. */
  segments: string;
  /** When each of the tags asked for last changed (its name, above all), in milliseconds; deleted ones are absent. */
  tags: ReadonlyMap<number, number>;
}

/** What a stretch of the change log tells. */
export interface TenantChanges {
  /** Attributes of users changed, or there are new ones. */
  users: boolean;
  /** Tags that were given to users, taken from them, or deleted. */
  tagIds: ReadonlySet<number>;
}

/** Looks whether something changed: cheap enough to be asked once a second for each tenant that is watched. */
export interface TenantWatch {
  look(tenantId: number, tagIds: readonly number[]): Promise<TenantLook>;
  /** After `after`, up to and with `to`; null where the log does not tell any more (it was trimmed, or is that of a restored database). */
  changes(tenantId: number, after: bigint, to: bigint): Promise<TenantChanges | null>;
}

export interface MovedUser {
  tenantId: number;
  userId: number;
}

/** Tells whoever follows users' changes of those whose position is new. */
export interface MovedUsers {
  /** After their positions are kept. Said too often it costs others some work, and no more. */
  moved(users: readonly MovedUser[]): Promise<void>;
}

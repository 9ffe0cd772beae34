import type { UserChange, UserChanges } from "./user-changes.js";

/** What became of an update: the fields that differed and were written, or why nothing could be. */
export type UserEdit = { outcome: "done"; changed: UserChange[] } | { outcome: "unknown" } | { outcome: "deleted" };

/** Writes what operators change about users of one tenant. */
export interface UserEditStore {
  /** One transaction together with its entry in the audience change log. A user with status DELETED is left alone. */
  update(tenantId: number, userId: number, changes: UserChanges): Promise<UserEdit>;
  /** By user id; ids of other tenants or unknown ones are absent. */
  openidsOf(tenantId: number, userIds: readonly number[]): Promise<Map<number, { openid: string; blacklisted: boolean }>>;
}

import type { EntryOf } from "../accounts/index.js";
import type { User } from "./user.types.js";
import type { UserChange, UserChanges } from "./user-changes.js";

/** What became of an update: the person as they are now, or why nothing could be written. */
export type UserEdit = { outcome: "done"; user: User } | { outcome: "unknown" } | { outcome: "deleted" };

/** Somebody as a whole: `user` lacks the remark. */
export interface EditedPerson {
  user: User;
  fields: Required<UserChanges>;
}

/** A person as they were and are, and in which fields the two differ. */
export interface UserEdited {
  before: EditedPerson;
  after: EditedPerson;
  changed: readonly UserChange[];
}

/** Writes what operators change about users of one tenant. */
export interface UserEditStore {
  /**
   * One transaction together with its entries in the audience change log and, where anything differs, in the audit log. A user with
   * status DELETED is left alone.
   */
  update(tenantId: number, userId: number, changes: UserChanges, entry: EntryOf<UserEdited>): Promise<UserEdit>;
  /** By user id; ids of other tenants or unknown ones are absent. */
  openidsOf(tenantId: number, userIds: readonly number[]): Promise<Map<number, { openid: string; blacklisted: boolean }>>;
}

import { rejectsOf } from "../people-page.js";
import type { Reject } from "../reject.js";
import type { PlacedRecord } from "../target.port.js";

/** A user who is here already, under the id or the openid of somebody in the page. */
export interface PresentUser {
  userId: number;
  tenantId: number;
  openid: string;
  imported: boolean;
}

/** What to do with a page's people. */
export interface PeoplePlan {
  /** Nobody here has their id or openid. */
  insert: PlacedRecord[];
  /** Here already, under the same id by now. */
  update: PlacedRecord[];
  /** Users who were not imported and hold an id that the old system gave to somebody else: they get a new one. */
  evict: number[];
  /** Users who came from WeChat before the import, and get the id the old system knows them by. */
  rekey: { from: number; to: number }[];
  rejects: Reject[];
}

/**
 * user_ids of the old system are kept, since other systems know people by them; whoever was here before under such an id by
 * chance makes room. Of several people with one openid the first one imported stays.
 */
export function planPeople(records: readonly PlacedRecord[], present: readonly PresentUser[], deleted: ReadonlySet<number>): PeoplePlan {
  const plan: PeoplePlan = { insert: [], update: [], evict: [], rekey: [], rejects: [] };
  const byId = new Map(present.map((user) => [user.userId, user]));
  const byOpenid = new Map(present.map((user) => [nameOf(user.tenantId, user.openid), user]));
  const taken = new Set<string>();
  for (const record of records) {
    const { userId, openid, tenantId } = record;
    const name = nameOf(tenantId, openid);
    const problem = taken.has(name) ? DUPLICATE : problemOf(record, byId.get(userId), byOpenid.get(name), deleted);
    if (problem !== null) {
      plan.rejects.push(...rejectsOf(record, problem));
      continue;
    }
    taken.add(name);
    place(plan, record, byId.get(userId), byOpenid.get(name));
  }
  return plan;
}

const DUPLICATE = "another user has this openid";

function problemOf(
  { userId, tenantId }: PlacedRecord,
  sameId: PresentUser | undefined,
  sameOpenid: PresentUser | undefined,
  deleted: ReadonlySet<number>,
): string | null {
  if (deleted.has(userId)) return "the user's data was deleted here on request";
  if (sameOpenid && sameOpenid.userId !== userId && sameOpenid.imported) return DUPLICATE;
  if (sameId?.imported && sameId.tenantId !== tenantId) return "the user_id belongs to another tenant";
  return null;
}

function place(plan: PeoplePlan, record: PlacedRecord, sameId: PresentUser | undefined, sameOpenid: PresentUser | undefined): void {
  const { userId } = record;
  const isSame = sameId !== undefined && (sameId.imported || sameId === sameOpenid);
  if (sameId && !isSame) plan.evict.push(userId);
  if (sameOpenid && sameOpenid.userId !== userId) {
    // An imported person whose openid is now that of somebody who came from WeChat: both rows are one person, and the ids decide.
    if (isSame) {
      plan.rejects.push(...rejectsOf(record, DUPLICATE));
      return;
    }
    plan.rekey.push({ from: sameOpenid.userId, to: userId });
  }
  if (isSame || sameOpenid) plan.update.push(record);
  else plan.insert.push(record);
}

function nameOf(tenantId: number, openid: string): string {
  return `${tenantId} ${openid}`;
}

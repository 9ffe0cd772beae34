import type { AudienceChange, AudienceChangeLog, SqlExecutor } from "../../audiences/index.js";
import type { FileWithdrawal } from "../person-files.port.js";
import type { PersonPositions } from "../person-positions.port.js";
import type { Removal } from "../receipt.js";
import { eraseCallbacks } from "./erase-callbacks.js";
import { eraseFromTexts } from "./erase-from-texts.js";
import { eraseMentions } from "./erase-mentions.js";
import { eraseUser, type FoundUser } from "./erase-user.js";
import { isPseudonym, newPseudonym } from "./pseudonym.js";

/** Whom a request means. */
export interface Wanted {
  tenantId: number;
  userId: number;
  /** The person's, or the pseudonym once it was erased. */
  openid: string;
  /** As the request has it. */
  phone?: string | null;
}

export interface Erasure {
  /** What stands for the person from now on. */
  pseudonym: string;
  /** The openid WeChat knows the person by, while it is known. */
  openid: string | null;
  removed: Removal[];
}

/**
 * A name that WeChat would not give is looked for in every callback of the brand: longer than anything a page waits for. All else
 * goes by indexes, also where the planner, who counts pages, would rather read a small table and unpack the list in each of its rows.
 */
const SETTINGS = `
  SELECT set_config('statement_timeout', '10min', true), set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)`;

/** Where a person may stand besides the tables keyed by user. */
export interface Elsewhere {
  changeLog: AudienceChangeLog;
  files: FileWithdrawal;
  /** null, or absent: positions are in the database. */
  positions?: PersonPositions | null;
}

/** Erases a person in the caller's transaction. Nothing is left to do the second time. */
export async function erasePerson(tx: SqlExecutor, { changeLog, files, positions = null }: Elsewhere, wanted: Wanted): Promise<Erasure> {
  await tx.query(SETTINGS);
  // The long reading comes first, and holds no row that others wait for.
  const before = await usersOf(tx, wanted, "");
  const known = isPseudonym(wanted.openid) ? null : wanted.openid;
  const openid = before.find((user) => !isPseudonym(user.openid))?.openid ?? known;
  const pseudonym = [wanted.openid, ...before.map((user) => user.openid)].find(isPseudonym) ?? newPseudonym();
  const removed: Removal[] = [];
  // Where this cannot be reached nothing is erased, and whoever asked for it is told.
  const placed =
    (await positions?.erase(
      wanted.tenantId,
      before.map(({ userId }) => userId),
    )) ?? 0;
  if (placed > 0) removed.push({ table: "user_location", rows: placed });
  const names = namesOf(before, known);
  removed.push(...(await eraseCallbacks(tx, wanted.tenantId, names, pseudonym)));
  const phones = new Set([wanted.phone, ...before.map(({ phone }) => phone)].filter((phone) => phone != null));
  removed.push(...(await eraseFromTexts(tx, wanted.tenantId, { names, phones: [...phones] }, pseudonym)));
  for (const name of names) removed.push(...(await eraseMentions(tx, wanted.tenantId, name, pseudonym)));
  const changes: AudienceChange[] = [];
  const ordinals: number[] = [];
  for (const user of await usersOf(tx, wanted, "FOR UPDATE")) {
    const taken = isPseudonym(user.openid) || (await isTaken(tx, wanted.tenantId, pseudonym));
    const erased = await eraseUser(tx, user, taken ? null : pseudonym);
    removed.push(...erased.removed);
    changes.push(...erased.changes);
    if (erased.removed.length > 0) ordinals.push(user.ordinal);
  }
  const exports = ordinals.length === 0 ? 0 : await files.withdraw(tx, wanted.tenantId, ordinals);
  if (exports > 0) removed.push({ table: "user_export", rows: exports, fields: ["file"] });
  if (changes.length > 0) await changeLog.append(tx, wanted.tenantId, changes);
  return { pseudonym, openid, removed };
}

/**
 * By openid; by user_id only where the old system gave it, or where the row is erased already: an id the old system gave to
 * somebody who never came here may be another person's by now.
 */
async function usersOf(tx: SqlExecutor, { tenantId, userId, openid }: Wanted, lock: "" | "FOR UPDATE"): Promise<FoundUser[]> {
  const { rows } = await tx.query<FoundUser>(
    `SELECT user_id AS "userId", ordinal, openid, unionid, phone, mini_program_openid AS "miniProgramOpenid" FROM users
     WHERE tenant_id = $1 AND (openid = $2 OR (user_id = $3 AND (imported OR openid LIKE 'deleted-%'))) ORDER BY ordinal ${lock}`,
    [tenantId, openid, userId],
  );
  return rows;
}

function namesOf(users: readonly FoundUser[], openid: string | null): string[] {
  const names = [openid, ...users.flatMap((user) => [user.openid, user.unionid, user.miniProgramOpenid])];
  return [...new Set(names.filter((name): name is string => name !== null && name !== "" && !isPseudonym(name)))];
}

async function isTaken(tx: SqlExecutor, tenantId: number, pseudonym: string): Promise<boolean> {
  return (await tx.query("SELECT 1 FROM users WHERE tenant_id = $1 AND openid = $2", [tenantId, pseudonym])).rows.length > 0;
}

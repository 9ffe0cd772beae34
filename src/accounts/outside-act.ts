import { WeChatError } from "../wechat/index.js";
import type { AuditRecord, AuditTrail } from "./accounts.port.js";

/** What became of an act, for its second entry; what is absent is as it was asked. */
export type Outcome = Partial<Pick<AuditRecord, "target" | "detail" | "before" | "after">>;

/** The entry that stands before an act: nothing is changed yet. */
export function asked(entry: AuditRecord): AuditRecord {
  const { detail, before = null } = entry;
  return { ...entry, detail: detail === null ? "asked" : `asked: ${detail}`, after: before };
}

/**
 * Does what is done outside the database, at WeChat or in a store of its own, where no transaction holds the act and its entry
 * together. What is asked is in the audit log before the act, what came of it after. So a crash at any moment leaves no act that nobody
 * recorded; a request without an outcome says that it may have been done.
 */
export async function recordAround<T>(
  audit: AuditTrail,
  entry: AuditRecord,
  act: () => Promise<T>,
  outcomeOf: (result: T) => Outcome = () => ({}),
): Promise<T> {
  await audit.record(asked(entry));
  const result = await act().catch(async (error: unknown) => {
    await audit.record({
      ...entry,
      detail: entry.detail === null ? failed(error) : `${entry.detail}; ${failed(error)}`,
      after: entry.before ?? null,
    });
    throw error;
  });
  await audit.record({ ...entry, ...outcomeOf(result) });
  return result;
}

/** In words for the log; no text of the error, which may hold what the log must not. */
export function failed(error: unknown): string {
  if (!(error instanceof WeChatError)) return "failed";
  return error.errcode === null ? "failed: no clear answer from WeChat" : `failed: WeChat says ${error.errcode}`;
}

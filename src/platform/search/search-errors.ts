import { errors } from "@elastic/elasticsearch";

/** What was written to or read from is not there any more. */
export class SearchIndexGone extends Error {
  override readonly name = "SearchIndexGone";

  constructor(index: string, options?: ErrorOptions) {
    super(`the search index ${index} is gone`, options);
  }
}

/** Whether `error` says that a pinned view, or the index below it, is gone: after a deletion, a restart of the node, or too long a pause. */
export function isLost(error: unknown): boolean {
  if (error instanceof SearchIndexGone) return true;
  if (!(error instanceof errors.ResponseError)) return false;
  return error.statusCode === 404 || (error.statusCode === 503 && errorType(error) === "search_phase_execution_exception");
}

/** Elasticsearch's own name for what went wrong; its sentences may quote documents and are left out. */
export function errorType(error: unknown): string | null {
  if (!(error instanceof errors.ResponseError)) return null;
  const body = error.body as { error?: { type?: unknown } } | undefined;
  return typeof body?.error?.type === "string" ? body.error.type : null;
}

import { errors } from "@elastic/elasticsearch";
import { UnavailableError } from "../../../graphql/errors.js";
import { errorType, isLost } from "../../../platform/search/index.js";

/** Elasticsearch's refusals that say nothing against what was asked: no access, too busy, no shard. */
const NOT_NOW = new Set([401, 403, 408, 429, 500, 502, 503, 504]);

/** What callers are told when the cluster is the cause; every other error as it is. */
export function asUnavailable(error: unknown): unknown {
  if (error instanceof UnavailableError) return error;
  if (error instanceof errors.ResponseError && !isLost(error) && !NOT_NOW.has(error.statusCode ?? 0)) return error;
  if (!(error instanceof errors.ElasticsearchClientError) && !isLost(error)) return error;
  const type = errorType(error);
  return new UnavailableError(`the audience index does not answer${type === null ? "" : ` (${type})`}: try again in a moment`, {
    cause: error,
  });
}

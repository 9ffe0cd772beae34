import { Client } from "@elastic/elasticsearch";

/** The client itself; callers outside adapters/ never see it. */
export type SearchClient = Client;

/** One search over millions of documents takes well under a second; a node that hangs is given up before a caller is. */
const REQUEST_TIMEOUT_MS = 30_000;
const RETRIES = 2;

/** Connects to `url`, which may hold user and password (they reach no log: the client keeps them in a header). */
export function openSearch(url: string): SearchClient {
  return new Client({ node: url, requestTimeout: REQUEST_TIMEOUT_MS, maxRetries: RETRIES, compression: false });
}

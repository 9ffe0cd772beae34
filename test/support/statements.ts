import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import pg from "pg";

const HEADER = "x-count-statements";
const REQUEST_STARTS = "http.server.request.start";

/** Statements sent to PostgreSQL on behalf of an HTTP request, by whatever way, while the rest of the process goes on with its own. */
export interface StatementCounter {
  /** Header of a request whose statements shall be told. */
  headers(name: string): Record<string, string>;
  of(name: string): string[];
  stop(): void;
}

/**
 * Hooks the `pg` driver, through which everything goes (Prisma and transactions too). A pooled query may be handed to its connection by
 * somebody else's callback, so it counts where it was asked for, and not again on the connection.
 */
export function countStatements(): StatementCounter {
  const requests = new AsyncLocalStorage<string[] | null>();
  const counted = new Map<string, string[]>();
  const onRequest = (message: unknown) => {
    const name = (message as { request: IncomingMessage }).request.headers[HEADER];
    const statements: string[] = [];
    if (typeof name === "string") counted.set(name, statements);
    requests.enterWith(typeof name === "string" ? statements : null);
  };
  const note = (args: unknown[]) => requests.getStore()?.push(textOf(args[0]));
  const { query: ofClient } = pg.Client.prototype;
  const { query: ofPool } = pg.Pool.prototype;
  subscribe(REQUEST_STARTS, onRequest);
  pg.Client.prototype.query = function query(this: pg.Client, ...args: unknown[]) {
    note(args);
    return Reflect.apply(ofClient, this, args);
  } as typeof ofClient;
  pg.Pool.prototype.query = function query(this: pg.Pool, ...args: unknown[]) {
    note(args);
    return requests.run(null, () => Reflect.apply(ofPool, this, args));
  } as typeof ofPool;
  return {
    headers: (name) => ({ [HEADER]: name }),
    of: (name) => counted.get(name) ?? [],
    stop: () => {
      unsubscribe(REQUEST_STARTS, onRequest);
      pg.Client.prototype.query = ofClient;
      pg.Pool.prototype.query = ofPool;
    },
  };
}

function textOf(query: unknown): string {
  return typeof query === "string" ? query : ((query as { text?: string }).text ?? "?");
}

import type pg from "pg";
import type { Tracing } from "./tracing.js";

type Query = (...args: unknown[]) => unknown;

/**
 * Makes each statement a step of the trace under way, named by its verb and its first table: values never show, and neither does
 * the text, which may hold some. COPY streams are not seen: they end later than the call.
 */
export function traceQueries(pool: pg.Pool, tracing: Tracing): void {
  if (!tracing.on) return;
  const seen = new WeakSet<pg.PoolClient>();
  const connect = pool.connect.bind(pool);
  Object.assign(pool, {
    query: traced(pool.query.bind(pool) as Query, tracing),
    connect: (...args: Parameters<typeof connect>) => {
      // With a callback it is pg itself that asks, for pool.query.
      if (args.length > 0) return connect(...args);
      return (connect() as unknown as Promise<pg.PoolClient>).then((client) => {
        if (!seen.has(client)) Object.assign(client, { query: traced(client.query.bind(client) as Query, tracing) });
        seen.add(client);
        return client;
      });
    },
  });
}

function traced(query: Query, tracing: Tracing): Query {
  return (...args) => {
    const [statement] = args;
    if (typeof args.at(-1) === "function" || isStream(statement)) return query(...args);
    const summary = summaryOf(textOf(statement));
    return tracing.step(summary, { "db.system.name": "postgresql", "db.query.summary": summary }, () => query(...args));
  };
}

function isStream(statement: unknown): boolean {
  return typeof statement === "object" && statement !== null && "submit" in statement;
}

function textOf(statement: unknown): string {
  if (typeof statement === "string") return statement;
  const text = typeof statement === "object" && statement !== null && "text" in statement ? statement.text : "";
  return typeof text === "string" ? text : "";
}

/** "INSERT mass_send", "BEGIN", … */
export function summaryOf(sql: string): string {
  const verb = /^\s*(?:--[^\n]*\n\s*)*([a-z]+)/i.exec(sql)?.[1]?.toUpperCase() ?? "SQL";
  const table = /\b(?:from|into|update|join|copy)\s+(?:only\s+)?(?:"?public"?\.)?"?([a-z_][a-z0-9_]*)"?/i.exec(sql)?.[1];
  return table === undefined || table.toLowerCase() === "select" ? verb : `${verb} ${table.toLowerCase()}`;
}

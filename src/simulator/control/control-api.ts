import type { ServerResponse } from "node:http";
import { z } from "zod";
import { readJson, writeJson } from "../json.js";
import type { ControlRoute, ControlRoutes } from "./control-call.js";
import { ControlError } from "./control-error.js";

export const CONTROL_PREFIX = "/_simulator/";

interface ControlRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  body: Buffer;
  /** Whether a page of another site sent it. */
  fromElsewhere: boolean;
}

interface Answer {
  status: number;
  reply: unknown;
}

/** The simulator's own JSON API for tests and the page: state, ledger, calls, clock, faults, events, callbacks. */
export class ControlApi {
  constructor(private readonly routes: ControlRoutes) {}

  async answer(request: ControlRequest, response: ServerResponse): Promise<void> {
    const { status, reply } = await this.run(request);
    const body = writeJson(reply);
    response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" }).end(body);
  }

  private async run({ method, path, query, body, fromElsewhere }: ControlRequest): Promise<Answer> {
    if (method === "GET" && path === "") return { status: 200, reply: { calls: listing(this.routes) } };
    const route = this.routes[`${method} ${path}`];
    if (!route) return { status: 404, reply: { error: "unknown control call", calls: Object.keys(this.routes) } };
    if (fromElsewhere && method !== "GET") return { status: 403, reply: { error: "pages of other sites may not give orders" } };
    try {
      assertKnownNames(route, query);
      return { status: 200, reply: await route.run({ query, body: body.length === 0 ? {} : readJson(body.toString("utf8")) }) };
    } catch (error) {
      const problem = problemOf(error);
      if (problem === null) throw error;
      return { status: 400, reply: { error: problem } };
    }
  }
}

/** Every call with what it takes, bodies as JSON Schema. */
function listing(routes: ControlRoutes): unknown {
  return Object.entries(routes).map(([call, { about, query, body }]) => {
    const [method, path] = call.split(" ");
    const schema = body && z.toJSONSchema(body, { unrepresentable: "any", io: "input" });
    return { method, path: CONTROL_PREFIX + path, about, ...(query ? { query } : {}), ...(schema ? { body: schema } : {}) };
  });
}

/** A misspelt name would otherwise choose everything. */
function assertKnownNames({ query: known = {} }: ControlRoute, query: URLSearchParams): void {
  for (const name of query.keys()) {
    if (Object.hasOwn(known, name)) continue;
    const names = Object.keys(known);
    throw new ControlError(`there is no ${name} in this query${names.length > 0 ? `; it takes ${names.join(", ")}` : ""}`);
  }
}

/** What the caller did wrong; null when it was not the caller. */
function problemOf(error: unknown): string | null {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  if (error instanceof SyntaxError) return "the body is not JSON";
  return error instanceof ControlError ? error.message : null;
}

import type { ServerResponse } from "node:http";
import { z } from "zod";
import { readJson, writeJson } from "../json.js";
import type { ControlCall, ControlRoutes } from "./control-call.js";
import { ControlError } from "./control-error.js";

export const CONTROL_PREFIX = "/_simulator/";

interface ControlRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  body: Buffer;
}

/** The simulator's own JSON API for tests and the page: state, ledger, calls, clock, faults, events, callbacks. */
export class ControlApi {
  constructor(private readonly routes: ControlRoutes) {}

  async answer(request: ControlRequest, response: ServerResponse): Promise<void> {
    const { status, reply } = await this.run(request);
    const body = writeJson(reply);
    response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" }).end(body);
  }

  private async run({ method, path, query, body }: ControlRequest): Promise<{ status: number; reply: unknown }> {
    const route = this.routes[`${method} ${path}`];
    if (!route) return { status: 404, reply: { error: "unknown control call", calls: Object.keys(this.routes) } };
    try {
      const call: ControlCall = { query, body: body.length === 0 ? {} : readJson(body.toString("utf8")) };
      return { status: 200, reply: await route(call) };
    } catch (error) {
      const problem = problemOf(error);
      if (problem === null) throw error;
      return { status: 400, reply: { error: problem } };
    }
  }
}

/** What the caller did wrong; null when it was not the caller. */
function problemOf(error: unknown): string | null {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  if (error instanceof SyntaxError) return "the body is not JSON";
  return error instanceof ControlError ? error.message : null;
}

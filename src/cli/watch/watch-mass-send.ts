import { setTimeout as sleep } from "node:timers/promises";
import { type Client, createClient } from "graphql-ws";
import WebSocket from "ws";
import { CliError, type Terminal } from "../terminal.js";
import type { WatchMassSendSubscription, WatchMassSendSubscriptionVariables } from "./operations.generated.js";
import { type MassSendState, type ProgressView, progressView } from "./progress-view.js";

export interface WatchRequest {
  /** The server's address, e.g. http://127.0.0.1:4000. */
  base: string;
  token: string;
  massSendId: string;
  json: boolean;
}

const PROGRESS = /* GraphQL */ `subscription WatchMassSend($id: ID!, $after: Int) {
  massSendProgress(id: $id, after: $after) {
    seq status recipients batches batchesAccepted batchesFinished batchesFailed batchesUnknown accepted sent filtered failed etaSeconds
  }
}`;
const FINAL = new Set(["COMPLETED", "FAILED", "CANCELLED", "RECALLED"]);
const ADVICE = "some batches are UNKNOWN: an operator decides each one with resolveUnknownBatch, until then this waits";
/** The server's own words for "not you" and "not like this" (graphql-ws PROTOCOL.md): coming again does not help. */
const FATAL_CLOSE_CODES = new Set([4400, 4401, 4403, 4406, 4409, 4500]);
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Shows a mass send's states until a final one, and gives that one's status. When the connection is lost it comes again for
 * as long as it takes, asking for what follows the last state it saw.
 */
export async function watchMassSend(request: WatchRequest, terminal: Terminal): Promise<string> {
  const view = progressView(request.json, terminal.stdout, terminal.stderr);
  let last: MassSendState | null = null;
  let pause = FIRST_PAUSE_MS;
  const show = (state: MassSendState) => {
    if (pause > FIRST_PAUSE_MS) view.note("connected again");
    pause = FIRST_PAUSE_MS;
    if (state.status === "NEEDS_ATTENTION" && statusOf(last) !== "NEEDS_ATTENTION") view.note(ADVICE);
    last = state;
    view.show(state);
  };
  try {
    for (;;) {
      await follow(request, last, show);
      const status = statusOf(last);
      if (status !== null && FINAL.has(status)) return status;
      if (pause === FIRST_PAUSE_MS) sayLost(view, request.base);
      pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
      await sleep(pause);
    }
  } finally {
    view.end();
  }
}

function statusOf(state: MassSendState | null): string | null {
  return state?.status ?? null;
}

function sayLost(view: ProgressView, base: string): void {
  view.note(`no connection to ${base}; trying again until it is back (Ctrl+C ends this, not the send)`);
}

/** One connection's worth of states; returns when it ends for whatever passing reason, throws for what will not pass. */
async function follow(request: WatchRequest, last: MassSendState | null, show: (state: MassSendState) => void): Promise<void> {
  const client = connect(request);
  const variables: WatchMassSendSubscriptionVariables = { id: request.massSendId, after: last?.seq ?? null };
  try {
    for await (const { data, errors } of client.iterate<WatchMassSendSubscription>({ query: PROGRESS, variables })) {
      if (errors && errors.length > 0) throw new CliError(errors.map(({ message }) => message).join("; "));
      if (data && data.massSendProgress.seq > (last?.seq ?? -1)) show(data.massSendProgress);
    }
  } catch (failure) {
    throwUnlessPassing(failure);
  } finally {
    await client.dispose();
  }
}

/** Repeating is ours to do: graphql-ws would ask again from the first state. */
function connect({ base, token }: WatchRequest): Client {
  return createClient({
    url: `${base.replace(/^http/, "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
    keepAlive: 10_000,
    connectionAckWaitTimeout: 10_000,
  });
}

function throwUnlessPassing(failure: unknown): void {
  if (failure instanceof CliError) throw failure;
  if (Array.isArray(failure)) throw new CliError(failure.map((error: { message?: unknown }) => String(error.message)).join("; "));
  const { code, reason } = failure as { code?: unknown; reason?: unknown };
  if (typeof code === "number" && FATAL_CLOSE_CODES.has(code)) {
    throw new CliError(
      code === 4400 || code === 4500 ? `the server refused: ${String(reason)}` : "the server does not accept the token; log in again",
    );
  }
}

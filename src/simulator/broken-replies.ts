import type { ServerResponse } from "node:http";
import type { CallOutcome } from "./call-log.js";
import type { FaultOrder } from "./fault-order.js";
import { send, type WrittenReply } from "./written-reply.js";

const SLOW_MS = 1000;
const HOLD_MS = 60_000;
const BUSY_PAGE = "<!DOCTYPE html><html><head><title>系统繁忙</title></head><body><h1>System busy</h1></body></html>";

/**
 * Answers badly or not at all. `reply`: what a sound answer would be, null when the call was not carried out. Returns null for
 * what is no matter of replies, and the call goes on.
 */
export async function breakReply(fault: FaultOrder, response: ServerResponse, reply: WrittenReply | null): Promise<CallOutcome | null> {
  const { kind, delayMs } = fault;
  if (kind === "timeout-before" || kind === "timeout-after") return hold(response, delayMs ?? HOLD_MS);
  if (kind === "reset-before" || kind === "reset-after") {
    await pause(response, delayMs ?? 0);
    return reset(response);
  }
  if (kind === "slow") {
    await pause(response, delayMs ?? SLOW_MS);
    return null;
  }
  if (kind.startsWith("http-") || kind === "html") {
    await pause(response, delayMs ?? 0);
    return page(response, kind === "html" ? 200 : Number(kind.slice("http-".length)));
  }
  return reply && mangle(fault, response, reply);
}

function mangle({ kind, contentType }: FaultOrder, response: ServerResponse, reply: WrittenReply): CallOutcome | null {
  const half = reply.bytes.subarray(0, reply.bytes.length >> 1);
  switch (kind) {
    case "truncated":
      send(response, { headers: { ...reply.headers, "content-length": half.length }, bytes: half });
      return "truncated";
    case "cut":
      response.writeHead(200, reply.headers);
      response.write(half, () => response.destroy());
      return "cut off";
    case "content-type":
      send(response, { ...reply, headers: { ...reply.headers, "content-type": contentType ?? "text/html" } });
      return "wrong content-type";
    default:
      return null;
  }
}

/** Waits, but no longer than the caller does. */
export function pause(response: ServerResponse, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    response.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** What a gateway in front of WeChat would show. */
function page(response: ServerResponse, status: number): CallOutcome {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8" });
  response.end(status === 200 ? BUSY_PAGE : `<html><body><h1>${status}</h1></body></html>`);
  return status === 200 ? "html" : `http ${status}`;
}

/** Leaves the caller waiting, then drops the connection. */
function hold(response: ServerResponse, milliseconds: number): CallOutcome {
  const timer = setTimeout(() => response.destroy(), milliseconds);
  response.on("close", () => clearTimeout(timer));
  return "no reply";
}

function reset(response: ServerResponse): CallOutcome {
  const { socket } = response;
  if (socket && "resetAndDestroy" in socket) socket.resetAndDestroy();
  else response.destroy();
  return "reset";
}

import type { ServerResponse } from "node:http";
import type { CallOutcome } from "./call-log.js";
import type { MassRunner } from "./callbacks/mass-runner.js";
import type { Call, Reply } from "./endpoint.js";
import { ApiError, refusal } from "./errcodes.js";
import type { FaultOrder } from "./faults.js";
import { FileReply } from "./file-reply.js";
import { writeJson } from "./json.js";
import type { Account } from "./model/account.js";
import { type ApiRequest, route } from "./router.js";
import type { World } from "./world.js";

const SLOW_MS = 1000;
const HOLD_MS = 60_000;

/** Answers one API call by the rules and by the faults ordered for it. */
export class ApiCalls {
  constructor(
    private readonly world: World,
    private readonly runner: MassRunner,
  ) {}

  async answer(request: ApiRequest, response: ServerResponse): Promise<void> {
    const { world } = this;
    const now = world.clock.now();
    const started = performance.now();
    const outcome = await this.handle(request, response, now);
    world.calls.record({ at: now, path: request.path, outcome, tookMs: Math.round(performance.now() - started) });
  }

  private async handle(request: ApiRequest, response: ServerResponse, now: number): Promise<CallOutcome> {
    const { world, runner } = this;
    const token = request.query.get("access_token") ?? "";
    const account = world.accountOfToken(token);
    const fault = world.faults.take({ path: request.path, appId: account?.appId ?? request.query.get("appid") });
    if (fault && !actsFirst(fault)) {
      const outcome = await this.fail(fault, response, now);
      if (outcome !== null) return outcome;
    }
    if (fault?.kind === "expire-token" && account) world.commit(account, { type: "token-expired", value: token });
    // Read anew: a token that the fault ended a millisecond after the call came in must be past its life.
    const call: Omit<Call, "body"> = { world, runner, query: request.query, origin: request.origin, now: world.clock.now() };
    const reply = await this.act(request, call);
    await world.flushed();
    if (fault && actsFirst(fault)) {
      if (fault.inDoubt && call.clientMsgId !== undefined) await this.putInDoubt(account, call.clientMsgId);
      const outcome = await this.fail(fault, response, now);
      if (outcome !== null) return outcome;
    }
    send(response, 200, reply);
    return reply instanceof FileReply || typeof reply.errcode !== "number" ? 0 : reply.errcode;
  }

  private async putInDoubt(account: Account | undefined, clientMsgId: string): Promise<void> {
    if (account) this.world.commit(account, { type: "put-in-doubt", clientMsgId });
    await this.world.flushed();
  }

  private async act(request: ApiRequest, call: Omit<Call, "body">): Promise<Reply | FileReply> {
    try {
      return await route(request, call);
    } catch (error) {
      if (error instanceof ApiError) return refusal(error, call.now, this.world.random);
      throw error;
    }
  }

  /** Answers badly or not at all; null: the call goes on. */
  private async fail(fault: FaultOrder, response: ServerResponse, now: number): Promise<CallOutcome | null> {
    switch (fault.kind) {
      case "timeout-before":
      case "timeout-after":
        hold(response, fault.delayMs ?? HOLD_MS);
        return "no reply";
      case "reset-before":
      case "reset-after":
        reset(response);
        return "reset";
      case "http-500":
      case "http-502":
        return httpError(response, fault.kind === "http-500" ? 500 : 502);
      case "errcode": {
        const errcode = fault.errcode ?? -1;
        send(response, 200, refusal(new ApiError(errcode, fault.extra, fault.errmsg), now, this.world.random));
        return errcode;
      }
      case "slow":
        await new Promise((resolve) => setTimeout(resolve, fault.delayMs ?? SLOW_MS));
        return null;
      default:
        return null;
    }
  }
}

function actsFirst({ kind, when }: FaultOrder): boolean {
  if (kind === "timeout-after" || kind === "reset-after") return true;
  return when === "after" && kind !== "timeout-before" && kind !== "reset-before" && kind !== "expire-token";
}

function send(response: ServerResponse, status: number, reply: Reply | FileReply): void {
  if (reply instanceof FileReply) {
    response.writeHead(status, reply.headers).end(reply.bytes);
    return;
  }
  const body = writeJson(reply);
  response.writeHead(status, { "content-type": "application/json; encoding=utf-8", "content-length": Buffer.byteLength(body) });
  response.end(body);
}

function httpError(response: ServerResponse, status: 500 | 502): CallOutcome {
  response.writeHead(status, { "content-type": "text/html" });
  response.end(`<html><body><h1>${status}</h1></body></html>`);
  return `http ${status}`;
}

/** Leaves the caller waiting, then drops the connection. */
function hold(response: ServerResponse, milliseconds: number): void {
  const timer = setTimeout(() => response.destroy(), milliseconds);
  response.on("close", () => clearTimeout(timer));
}

function reset(response: ServerResponse): void {
  const { socket } = response;
  if (socket && "resetAndDestroy" in socket) socket.resetAndDestroy();
  else response.destroy();
}

import type { ServerResponse } from "node:http";
import { breakReply, pause } from "./broken-replies.js";
import type { CallOutcome } from "./call-log.js";
import type { Call, Reply } from "./endpoint.js";
import { ApiError } from "./errcodes.js";
import { actsFirst, type FaultOrder } from "./fault-order.js";
import { FileReply } from "./file-reply.js";
import type { Account } from "./model/account.js";
import { namedAppId } from "./named-app.js";
import { refuse } from "./refusals.js";
import { type ApiRequest, route } from "./router.js";
import type { World } from "./world.js";
import { send, type WrittenReply, writtenReply } from "./written-reply.js";

interface Circumstances {
  /** Whose token came with the call. */
  account: Account | undefined;
  fault: FaultOrder | null;
  now: number;
  appId: string | null;
  request: ApiRequest;
  /** Milliseconds of `performance.now()` at its arrival. */
  started: number;
}

type Runners = Pick<Call, "runner" | "publishRunner" | "templateRunner">;

/** Answers one API call by the rules and by the faults ordered for it. */
export class ApiCalls {
  constructor(
    private readonly world: World,
    private readonly runners: Runners,
  ) {}

  async answer(request: ApiRequest, response: ServerResponse): Promise<void> {
    const { world } = this;
    const now = world.clock.now();
    const started = performance.now();
    const account = world.accountOfToken(request.query.get("access_token") ?? "");
    const appId = account?.appId ?? namedAppId(request);
    const fault = world.faults.take({ path: request.path, appId });
    const outcome = await this.handle(response, { request, account, appId, fault, now, started });
    world.calls.record({ at: now, appId, path: request.path, outcome, tookMs: Math.round(performance.now() - started) });
  }

  private async handle(response: ServerResponse, circumstances: Circumstances): Promise<CallOutcome> {
    const { world, runners } = this;
    const { request, account, fault } = circumstances;
    if (fault && !actsFirst(fault)) {
      const outcome = await this.fail(fault, response, circumstances, null);
      if (outcome !== null) return outcome;
    }
    if (fault?.kind === "expire-token" && account) {
      world.commit(account, { type: "token-expired", value: request.query.get("access_token") ?? "" });
    }
    // Read anew: a token that the fault ended a millisecond after the call came in must be past its life.
    const { query, ip, origin } = request;
    const call: Omit<Call, "body"> = { world, ...runners, query, ip, origin, now: world.clock.now() };
    const reply = await this.act(circumstances, call);
    const written = writtenReply(reply);
    await world.flushed();
    if (fault && actsFirst(fault)) {
      if (fault.inDoubt && call.clientMsgId !== undefined) await this.putInDoubt(account, call.clientMsgId);
      const outcome = await this.fail(fault, response, circumstances, written);
      if (outcome !== null) return outcome;
    }
    send(response, written);
    return reply instanceof FileReply || typeof reply.errcode !== "number" ? 0 : reply.errcode;
  }

  private async putInDoubt(account: Account | undefined, clientMsgId: string): Promise<void> {
    if (account) this.world.commit(account, { type: "put-in-doubt", clientMsgId });
    await this.world.flushed();
  }

  private async act(circumstances: Circumstances, call: Omit<Call, "body">): Promise<Reply | FileReply> {
    try {
      return await route(circumstances.request, call);
    } catch (error) {
      if (error instanceof ApiError) return refuse(this.world, error, circumstances, circumstances.appId);
      throw error;
    }
  }

  /** Refuses though nothing is wrong, or spoils the reply; null: the call goes on. */
  private async fail(
    fault: FaultOrder,
    response: ServerResponse,
    circumstances: Circumstances,
    reply: WrittenReply | null,
  ): Promise<CallOutcome | null> {
    if (fault.kind !== "errcode") return breakReply(fault, response, reply);
    await pause(response, fault.delayMs ?? 0);
    const errcode = fault.errcode ?? -1;
    const error = new ApiError(errcode, fault.extra, fault.errmsg);
    send(response, writtenReply(refuse(this.world, error, circumstances, circumstances.appId)));
    return errcode;
  }
}

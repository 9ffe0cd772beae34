import type { AudienceChecker } from "../../audiences/index.js";
import { PublicError } from "../../graphql/errors.js";
import { DispatchMethod } from "../mass-send.enums.js";
import type { MassSendRecord } from "../mass-send.js";
import { asSaid, type Words } from "../words.js";
import type { SendPlanner } from "./send-planner.js";

/**
 * Asked before each call of mass/sendall: who is under it is decided at WeChat when the call comes, which may be a day after the plan
 * (a pause, a used-up quota), or minutes after an unanswered call.
 */
export class SendallGuard {
  constructor(
    private readonly planner: Pick<SendPlanner, "objection">,
    private readonly checker: Pick<AudienceChecker, "read">,
  ) {}

  /** Why the call must not be made now; null where it may. `isRepeat`: an earlier call of the batch is unanswered. */
  async objection({ tenantId, method, wechatTagId, audience }: MassSendRecord, isRepeat: boolean): Promise<Words | null> {
    if (method === null || method === DispatchMethod.BY_OPENID) return null;
    try {
      const now = await this.checker.read(tenantId, audience, "audience");
      return await this.planner.objection(tenantId, now, { method, wechatTagId }, isRepeat);
    } catch (error) {
      // A tag or segment of the audience is gone: nobody can say any more whom it means.
      if (error instanceof PublicError && error.code === "BAD_USER_INPUT") return asSaid(error.message);
      throw error;
    }
  }
}

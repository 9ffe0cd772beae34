import { type Audience, type AudienceChecker, type AudienceIndex, audienceHash, type OrdinalSet, reachableOf } from "../audiences/index.js";
import { BadInputError, ConflictError } from "../graphql/errors.js";
import { type ApprovalSettings, contentHash, notApproved, type Present } from "./approval/approval.js";
import { type ContentLook, contentUnsendable, type MassSendContents } from "./contents.js";
import type { MassSendRecord } from "./mass-send.js";
import { leastRecipients, MAX_BATCH, type PlannedBatch, planCalls } from "./plan.js";
import type { SendTarget } from "./planner/choose-target.js";
import type { SendPlanner } from "./planner/send-planner.js";

/** What would go out now, and to whom. */
export interface Look extends Present, ContentLook {
  audience: Audience;
  frozen: OrdinalSet;
  settings: ApprovalSettings;
}

/** Everything a start commits. */
export interface Prepared {
  look: Look;
  target: SendTarget;
  batches: readonly PlannedBatch[];
}

export interface ReadinessParts {
  index: Pick<AudienceIndex, "freeze">;
  checker: AudienceChecker;
  planner: Pick<SendPlanner, "plan">;
  contents: Pick<MassSendContents, "look">;
  /** What the tenant asks of approvals. */
  rules: { tenant(tenantId: number): Promise<ApprovalSettings> };
  /** Recipients in one call; WeChat takes 10,000. */
  batchSize?: number;
}

/** Whether a send can go out, as approval, schedule and start ask it alike. */
export class Readiness {
  constructor(private readonly parts: ReadinessParts) {}

  /**
   * Freezes whom the send reaches, and looks at what it carries; `keep`, right before a start: what articles say is kept for copies.
   * BAD_USER_INPUT where the audience names what is gone.
   */
  async look(send: MassSendRecord, { keep }: { keep: boolean }): Promise<Look> {
    const { tenantId } = send;
    const [settings, audience, content] = await Promise.all([
      this.parts.rules.tenant(tenantId),
      this.parts.checker.read(tenantId, send.audience, "audience"),
      this.parts.contents.look(tenantId, send.content, { keep }),
    ]);
    const frozen = await this.parts.index.freeze(tenantId, reachableOf(audience));
    return {
      ...{ ...content, audience, frozen, settings, count: frozen.size },
      ...{ audienceHash: audienceHash(audience), contentHash: contentHash(send) },
    };
  }

  /**
   * What a start would commit. CONFLICT where an approval is missing or no longer holds, or the account cannot send it; BAD_USER_INPUT
   * where it reaches too few. `fresh`: WeChat is asked for its numbers now, instead of within the minute.
   */
  async prepare(send: MassSendRecord, { fresh }: { fresh: boolean }): Promise<Prepared> {
    const look = await this.look(send, { keep: fresh });
    const { objection } = look;
    if (objection !== null) throw contentUnsendable(objection);
    const refusal = notApproved(send.approval, look.settings, look);
    if (refusal !== null) throw new ConflictError("id", refusal.message, refusal.why);
    const target = await this.target(send.tenantId, look, fresh);
    return { look, target, batches: planCalls(send.id, target.method, look.count, this.parts.batchSize ?? MAX_BATCH) };
  }

  /** mass/sendall only where what is known here and what WeChat counts agree that it reaches exactly the people frozen. */
  private async target(tenantId: number, { audience, count }: Look, fresh: boolean): Promise<SendTarget> {
    const { target, refusal } = await this.parts.planner.plan(tenantId, audience, { frozen: count, fresh });
    if (target === null) throw new ConflictError("id", refusal.en, { reason: "NO_WAY_TO_SEND", detail: refusal.en });
    const least = leastRecipients(target.method);
    if (count >= least) return target;
    throw new BadInputError("id", `the audience reaches ${count} followers now; WeChat's mass send needs at least ${least}`, {
      reason: "TOO_FEW",
      least,
      count,
    });
  }
}

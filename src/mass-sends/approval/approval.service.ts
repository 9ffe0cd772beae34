import type { Principal } from "../../graphql/context.js";
import { BadInputError, ConflictError, ForbiddenError } from "../../graphql/errors.js";
import { shortText } from "../../graphql/text-input.js";
import { contentUnsendable } from "../contents.js";
import type { MassSendRecord } from "../mass-send.js";
import { type MassSendService, refOf } from "../mass-send.service.js";
import type { SendChange } from "../mass-send-store.port.js";
import { next } from "../next-status.js";
import type { Look, Readiness } from "../readiness.js";
import type { SendWriter } from "../send-writer.js";
import { words } from "../words.js";
import { approvedRange, mayNotApprove, outgrown } from "./approval.js";
import type { Approval } from "./given-approval.js";

const MAX_REASON = 200;

/** Four eyes on what goes out. */
export class ApprovalService {
  constructor(
    private readonly parts: {
      massSends: Pick<MassSendService, "massSend">;
      readiness: Readiness;
      writer: SendWriter;
      clock: () => Date;
    },
  ) {}

  /**
   * Binds the principal's approval to what would go out now. An approval that still holds stays as it is, whoever asks again; one that does
   * not is replaced. FORBIDDEN for whoever wrote the draft, unless the tenant allows it.
   */
  async approveMassSend(principal: Principal, id: string): Promise<MassSendRecord> {
    const { massSends, readiness, writer } = this.parts;
    const draft = await massSends.massSend(principal.tenantId, id);
    next("approve", draft);
    const look = await readiness.look(draft, { keep: false });
    const refusal = mayNotApprove(principal, draft, look.settings);
    if (refusal !== null) throw new ForbiddenError(refusal, { reason: "OWN_SEND" });
    if (look.count === 0)
      throw new BadInputError("id", "the audience reaches nobody now: there is nothing to approve", {
        reason: "TOO_FEW",
        least: 1,
        count: 0,
      });
    if (look.objection !== null) throw contentUnsendable(look.objection);
    const approval = this.approvalOf(principal, look);
    return writer.change(draft, (now) => {
      const status = next("approve", now);
      if (now.approval !== null && outgrown(now.approval, look) === null) return null;
      // Its seq grows with every edit; with a schedule or another's approval, too, which say nothing new about what was looked at.
      if (now.seq !== draft.seq)
        throw new ConflictError("id", "the draft was changed while it was being approved; look at it and approve again", {
          reason: "CHANGED_MEANWHILE",
        });
      return approving(now, approval, status);
    });
  }

  /**
   * Gives a draft back to its author with the reason in `error`, until somebody edits or approves it: an approval is void, a scheduled one
   * is off its schedule. The audit log, from which nothing can be erased, has who and when, not the words.
   */
  async rejectMassSend({ tenantId, name }: Principal, id: string, reason: string): Promise<MassSendRecord> {
    const why = shortText("reason", reason, { min: 1, max: MAX_REASON });
    return this.parts.writer.change(refOf(tenantId, id), (now) => {
      const status = next("reject", now);
      const audit = { operator: name, action: "rejectMassSend", detail: now.name };
      const error = words(`${name} sent it back: ${why}`, `${name} 退回修改：${why}`);
      return { send: { status, approval: null, scheduledFor: null, ifLate: null, error }, wakeAt: null, audit };
    });
  }

  private approvalOf({ operatorId, name }: Principal, look: Look): Approval {
    const { contentHash, articlesHash, audienceHash, count } = look;
    const range = approvedRange(count, look.settings);
    return {
      contentHash,
      articlesHash,
      audienceHash,
      count,
      ...range,
      at: this.parts.clock().toISOString(),
      byId: operatorId ?? 0,
      byName: name,
    };
  }
}

function approving({ name }: MassSendRecord, approval: Approval, status: MassSendRecord["status"]): SendChange {
  const detail = `${name}: ${approval.count} people, ${approval.min} to ${approval.max} allowed`;
  return { send: { status, approval, error: null }, audit: { operator: approval.byName, action: "approveMassSend", detail } };
}

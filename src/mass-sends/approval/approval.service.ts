import type { Principal } from "../../graphql/context.js";
import { BadInputError, ConflictError, ForbiddenError } from "../../graphql/errors.js";
import type { MassSendRecord } from "../mass-send.js";
import type { MassSendService } from "../mass-send.service.js";
import type { SendChange } from "../mass-send-store.port.js";
import { next } from "../next-status.js";
import type { Look, Readiness } from "../readiness.js";
import type { SendWriter } from "../send-writer.js";
import { approvedRange, mayNotApprove, outgrown } from "./approval.js";
import type { Approval } from "./given-approval.js";

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
    if (refusal !== null) throw new ForbiddenError(refusal);
    if (look.count === 0) throw new BadInputError("id", "the audience reaches nobody now: there is nothing to approve");
    if (look.objection !== null) throw new ConflictError("id", `the content cannot be sent: ${look.objection}`);
    const approval = this.approvalOf(principal, look);
    return writer.change(draft, (now) => {
      const status = next("approve", now);
      if (now.approval !== null && outgrown(now.approval, look) === null) return null;
      // Its seq grows with every edit; with a schedule or another's approval, too, which say nothing new about what was looked at.
      if (now.seq !== draft.seq)
        throw new ConflictError("id", "the draft was changed while it was being approved; look at it and approve again");
      return approving(now, approval, status);
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

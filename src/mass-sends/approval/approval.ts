import { createHash } from "node:crypto";
import { ApprovalRule, canonicalJson, type Tenant } from "../../accounts/index.js";
import type { Principal } from "../../graphql/context.js";
import type { Why } from "../../graphql/error-reasons.js";
import type { MassSendRecord } from "../mass-send.js";
import type { Approval } from "./given-approval.js";

export type ApprovalSettings = Pick<Tenant, "approval" | "selfApproval" | "approvalTolerancePercent" | "approvalTolerancePeople">;

/** What would go out now. */
export interface Present {
  contentHash: string;
  /** Of what the articles say at WeChat; null for what carries none. */
  articlesHash: string | null;
  audienceHash: string;
  count: number;
}

/** SHA-256 (64 hex digits) of what WeChat is given, besides the recipients. */
export function contentHash({ content, sendIgnoreReprint }: Pick<MassSendRecord, "content" | "sendIgnoreReprint">): string {
  return createHash("sha256").update(canonicalJson({ content, sendIgnoreReprint })).digest("hex");
}

/** How many people an approval for `count` holds for. */
export function approvedRange(count: number, settings: ApprovalSettings): { min: number; max: number } {
  const { approvalTolerancePercent: percent, approvalTolerancePeople: people } = settings;
  const tolerance = Math.max(Math.ceil((count * percent) / 100), people);
  return { min: Math.max(0, count - tolerance), max: count + tolerance };
}

/** Why the approval does not cover what would go out now; null where it does. */
export function outgrown(approval: Approval, now: Present): string | null {
  if (approval.contentHash !== now.contentHash) return "its content is not what was approved";
  if (approval.articlesHash !== undefined && approval.articlesHash !== now.articlesHash)
    return "its draft says something else at WeChat than when it was approved";
  if (approval.audienceHash !== now.audienceHash)
    return "its audience is not what was approved: the draft, or a segment that it names, was changed since";
  if (now.count < approval.min || now.count > approval.max) {
    return `it reaches ${now.count} people now; approved were ${approval.count}, and ${approval.min} to ${approval.max} are within the tolerance`;
  }
  return null;
}

/** Why the send may not go out; null where it may. */
export function notApproved(
  approval: Approval | null,
  { approval: rule }: ApprovalSettings,
  now: Present,
): { message: string; why: Why } | null {
  if (approval !== null) {
    const detail = outgrown(approval, now);
    if (detail === null) return null;
    const message = `the approval by ${approval.byName} no longer holds: ${detail}. Look at it, then approveMassSend again`;
    return { message, why: { reason: "APPROVAL_OUTGROWN", name: approval.byName, detail } };
  }
  if (rule === ApprovalRule.OPTIONAL) return null;
  const message = "it is not approved, and this tenant sends nothing that is not: approveMassSend first, by somebody who did not write it";
  return { message, why: { reason: "NOT_APPROVED" } };
}

/** Why `principal` may not approve; null where they may. Who changed the draft last wrote it, too. */
export function mayNotApprove(principal: Principal, send: MassSendRecord, { selfApproval }: ApprovalSettings): string | null {
  if (selfApproval) return null;
  const wrote = send.createdByName === principal.name || (principal.operatorId !== null && send.createdById === principal.operatorId);
  if (!wrote && send.editedByName !== principal.name) return null;
  const what = wrote ? "wrote" : "changed";
  return `${principal.name} ${what} this mass send, so somebody else must approve it (\`tagcast update-tenant --self-approval\` lets authors do it)`;
}

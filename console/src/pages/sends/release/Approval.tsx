import { useMutation, useQuery } from "@apollo/client/react";
import { Button } from "antd";
import { useMay, useSession } from "../../../session/session";
import { useApiLanguage, useText } from "../../../text/language";
import { Failure } from "../../../ui/Failure";
import { useFormat } from "../../../ui/format";
import { Moment } from "../../../ui/When";
import { ApproveSendDocument, ReleaseRulesDocument, type ReleaseRulesQuery } from "../operations.generated";
import type { SendDetail } from "../send-detail";
import { AskApproval } from "./AskApproval";
import { SendBack } from "./SendBack";
import { holds } from "./standing";

interface ApprovalProps {
  send: SendDetail;
  /** Whom it reaches now; null until that is known. */
  reachable: number | null;
}

/** A second pair of eyes: who approved how many, what the account demands, and the button for whoever may. */
export function Approval({ send, reachable }: ApprovalProps) {
  const { release } = useText();
  const { data } = useQuery(ReleaseRulesDocument);
  return (
    <div className="part">
      <h2>{release.title}</h2>
      <Standing send={send} reachable={reachable} />
      {data === undefined ? null : <Rules rules={data.tenant} />}
      {data === undefined ? null : <Deciding send={send} reachable={reachable} rules={data.tenant} />}
    </div>
  );
}

function Standing({ send: { approval, approvedBy }, reachable }: ApprovalProps) {
  const { release } = useText();
  const { n } = useFormat();
  if (approval === null) return <p data-approved="no">{release.notApproved}</p>;
  const { at, count, min, max } = approval;
  const isOutgrown = reachable !== null && !holds(approval, reachable);
  return (
    <p data-approved={isOutgrown ? "no" : "yes"}>
      {release.approved(approvedBy?.username ?? "", n(count))} · <Moment at={at} />
      <span className="quiet block">{release.range(n(min), n(max))}</span>
      {isOutgrown ? <span className="bad block">{release.outgrown(n(reachable))}</span> : null}
    </p>
  );
}

function Rules({ rules }: { rules: ReleaseRulesQuery["tenant"] }) {
  const { release } = useText();
  const { n } = useFormat();
  const { approval, selfApproval, approvalTolerancePercent: percent, approvalTolerancePeople: people } = rules;
  return (
    <p className="quiet">
      {approval === "REQUIRED" ? release.required : release.optional} {release.tolerance(n(percent), n(people))}{" "}
      {selfApproval ? release.selfAllowed : release.selfForbidden}
    </p>
  );
}

/** The button for another approver; the author, and who may not approve, pass the address on. */
function Deciding({ send, reachable, rules }: ApprovalProps & { rules: ReleaseRulesQuery["tenant"] }) {
  const { release } = useText();
  const language = useApiLanguage();
  const { n } = useFormat();
  const mayApprove = useMay("APPROVER");
  const self = useSession()?.operator;
  const [approve, { error, loading }] = useMutation(ApproveSendDocument, { variables: { id: send.id, language } });
  const isDone = send.approval !== null && (reachable === null || holds(send.approval, reachable));
  const isAuthor = send.createdBy.id === self?.id || send.createdBy.username === self?.username;
  if (!mayApprove || (isAuthor && !rules.selfApproval)) {
    // Where nobody demands it, only who cannot send without an approver is told to ask one.
    if (isDone || (mayApprove && rules.approval === "OPTIONAL" && send.approval === null)) return null;
    return (
      <>
        {mayApprove ? <p>{release.ownDraft}</p> : null}
        <AskApproval id={send.id} />
      </>
    );
  }
  return (
    <>
      {error === undefined ? null : <Failure error={error} />}
      <div className="page-actions">
        {isDone ? null : (
          <Button disabled={reachable === null || reachable === 0} loading={loading} onClick={() => void approve().catch(() => null)}>
            {release.approve(reachable === null ? "…" : n(reachable))}
          </Button>
        )}
        <SendBack send={send} />
      </div>
    </>
  );
}

import { parseInput } from "../../audience/expression";
import { useAudienceNumbers } from "../../audience/useAudienceAnswer";
import { useMay } from "../../session/session";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { useFormat } from "../../ui/format";
import { Approval } from "./release/Approval";
import { SendOut } from "./release/SendOut";
import { SendSummary } from "./SendSummary";
import type { SendDetail } from "./send-detail";
import { TestSend } from "./TestSend";

/** The last look: what goes to whom, who approved it, and the green button, which sends once confirmed. */
export function ConfirmStep({ send }: { send: SendDetail }) {
  const { sends } = useText();
  const { n } = useFormat();
  const maySend = useMay("APPROVER");
  const { answer, error } = useAudienceNumbers(parseInput(send.rule.json));
  const reachable = answer?.reachable ?? null;
  return (
    <section className="panel stack" aria-label={sends.steps.confirm}>
      <p className="confirm-sentence">{reachable === null ? "" : sends.draftSentence.confirm(n(reachable))}</p>
      {error === undefined ? null : <Failure error={error} />}
      <SendSummary send={send} />
      <TestSend id={send.id} />
      <Approval send={send} reachable={reachable} />
      {maySend ? <SendOut send={send} reachable={reachable} /> : <p className="quiet">{sends.needsApprover}</p>}
    </section>
  );
}

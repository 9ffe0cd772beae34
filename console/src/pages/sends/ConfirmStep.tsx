import { Descriptions } from "antd";
import { parseInput } from "../../audience/expression";
import { useAudienceAnswer } from "../../audience/useAudienceAnswer";
import { useMay } from "../../session/session";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { useFormat } from "../../ui/format";
import { ContentText } from "./ContentText";
import { parseContent } from "./content";
import { Approval } from "./release/Approval";
import { SendOut } from "./release/SendOut";
import type { SendDetail } from "./send-detail";
import { TestSend } from "./TestSend";

/** The last look: what goes to whom, who approved it, and the green button, which sends once confirmed. */
export function ConfirmStep({ send }: { send: SendDetail }) {
  const { sends } = useText();
  const { n } = useFormat();
  const maySend = useMay("APPROVER");
  const { answer, error } = useAudienceAnswer(parseInput(send.rule.json), 0);
  const reachable = answer?.reachable ?? null;
  const { summary } = sends;
  return (
    <section className="panel stack" aria-label={sends.steps.confirm}>
      <p className="confirm-sentence">{reachable === null ? "" : sends.draftSentence.confirm(n(reachable))}</p>
      {error === undefined ? null : <Failure error={error} />}
      <Descriptions
        column={1}
        size="small"
        items={[
          { key: "content", label: summary.content, children: <ContentText content={parseContent(send.content)} /> },
          { key: "audience", label: summary.audience, children: send.rule.text },
          { key: "author", label: summary.author, children: send.createdBy.username },
        ]}
      />
      <TestSend id={send.id} />
      <Approval send={send} reachable={reachable} />
      {maySend ? <SendOut send={send} reachable={reachable} /> : <p className="quiet">{sends.needsApprover}</p>}
    </section>
  );
}

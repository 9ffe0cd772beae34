import { useMutation } from "@apollo/client/react";
import { Button } from "antd";
import { useNavigate } from "react-router";
import { useMay } from "../../session/session";
import { useApiLanguage, useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { useFormat } from "../../ui/format";
import { Panel } from "../../ui/Panel";
import { RecallSendDocument, RetrySendDocument } from "./operations.generated";
import type { SendDetail } from "./send-detail";
import { useConfirmCount } from "./useConfirmCount";

/** Where nothing more goes out, so that the API takes a recall. */
const RECALLABLE = ["AWAITING_RESULTS", "NEEDS_ATTENTION", "COMPLETED", "FAILED", "CANCELLED", "RECALLED"];
/** Kinds with a page that WeChat can take away. */
const WITH_A_PAGE = ["NEWS", "VIDEO"];
const RETRYABLE = ["NEEDS_ATTENTION", "COMPLETED", "FAILED", "CANCELLED"];

/** What can be done about a send once it is out, and in plain words what cannot. */
export function Aftermath({ send, onChanged }: { send: SendDetail; onChanged: () => void }) {
  const { release } = useText();
  const { status, accepted, recipients, batchesFailed } = send.progress;
  const wasSent = RECALLABLE.includes(status) && accepted > 0;
  const someMissed = RETRYABLE.includes(status) && (accepted < recipients || batchesFailed > 0);
  if (!wasSent && !someMissed) return null;
  return (
    <Panel title={release.afterwards}>
      {wasSent ? <Recall send={send} onChanged={onChanged} /> : null}
      {someMissed ? <Retry send={send} /> : null}
    </Panel>
  );
}

function Recall({ send, onChanged }: { send: SendDetail; onChanged: () => void }) {
  const { sends, release } = useText();
  const language = useApiLanguage();
  const { n } = useFormat();
  const maySend = useMay("APPROVER");
  const confirm = useConfirmCount();
  const [recall, { error }] = useMutation(RecallSendDocument, { variables: { id: send.id, language }, onCompleted: onChanged });
  if (!WITH_A_PAGE.includes(send.contentKind)) return <p className="quiet">{release.cannotRecall}</p>;
  const count = send.progress.accepted;
  const words = { title: sends.recall, content: sends.recallAsk(n(count)), okText: sends.recallOk(n(count)) };
  return (
    <>
      <p className="quiet">{release.canRecall}</p>
      {error === undefined ? null : <Failure error={error} />}
      {maySend ? (
        <p>
          <Button onClick={() => confirm({ ...words, count, danger: true, act: () => recall().catch(() => null) })}>{sends.recall}</Button>
        </p>
      ) : null}
    </>
  );
}

/** A draft for those not reached: it sends nothing by itself. */
function Retry({ send }: { send: SendDetail }) {
  const { sends, release } = useText();
  const mayWrite = useMay("OPERATOR");
  const navigate = useNavigate();
  const [retry, { error, loading }] = useMutation(RetrySendDocument, {
    variables: { id: send.id },
    onCompleted: ({ retryMassSend: { id } }) => void navigate(`/sends/${id}`),
  });
  return (
    <>
      <p className="quiet">
        {sends.retryLead} {release.cannotRetry}
      </p>
      {error === undefined ? null : <Failure error={error} />}
      {mayWrite ? (
        <p>
          <Button loading={loading} onClick={() => void retry().catch(() => null)}>
            {sends.retry}
          </Button>
        </p>
      ) : null}
    </>
  );
}

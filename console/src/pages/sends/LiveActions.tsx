import { useMutation } from "@apollo/client/react";
import { App, Button } from "antd";
import { useNavigate } from "react-router";
import { detailOf } from "../../apollo/errors";
import { useMay } from "../../session/session";
import { useText } from "../../text/language";
import { useFormat } from "../../ui/format";
import { ENDED } from "../../ui/sends";
import { CancelSendDocument, PauseSendDocument, RecallSendDocument, ResumeSendDocument, RetrySendDocument } from "./operations.generated";
import type { SendDetail } from "./send-detail";

const PAUSABLE = ["PREPARING", "SENDING"];
/** What WeChat can take back, of kinds whose page it can take away. */
const RECALLABLE = ["COMPLETED", "CANCELLED", "FAILED"];
const RECALLABLE_KINDS = ["NEWS", "VIDEO"];
const CANCELLABLE = [...PAUSABLE, "PAUSED", "NEEDS_ATTENTION"];

/** Pause, go on, cancel: there for those who may, while they mean something. */
export function LiveActions({ send, onChanged }: { send: SendDetail; onChanged: () => void }) {
  const { sends, common } = useText();
  const { n } = useFormat();
  const { modal, message } = App.useApp();
  const maySend = useMay("APPROVER");
  const options = { variables: { id: send.id } };
  const [pause, pausing] = useMutation(PauseSendDocument, options);
  const [resume, resuming] = useMutation(ResumeSendDocument, options);
  const [cancel] = useMutation(CancelSendDocument, options);
  const navigate = useNavigate();
  const [retry, retrying] = useMutation(RetrySendDocument, {
    ...options,
    onCompleted: ({ retryMassSend: { id } }) => void navigate(`/sends/${id}`),
  });
  const [recall] = useMutation(RecallSendDocument, options);
  if (!maySend) return null;
  const { status, recipients, accepted } = send.progress;
  const act = async (what: () => Promise<unknown>) => {
    try {
      await what();
    } catch (error) {
      void message.error(detailOf(error));
    }
    onChanged();
  };
  const rest = n(recipients - accepted);
  const ask = (title: string, content: string, okText: string, what: () => Promise<unknown>) =>
    modal.confirm({ title, content, okText, okButtonProps: { danger: true }, cancelText: common.close, onOk: () => act(what) });
  const askCancel = () => ask(sends.cancelSend, sends.cancelAsk(rest), sends.cancelOk(rest), cancel);
  const askRecall = () => ask(sends.recall, sends.recallAsk(n(accepted)), sends.recallOk(n(accepted)), recall);
  return (
    <>
      {PAUSABLE.includes(status) ? (
        <Button loading={pausing.loading} onClick={() => void act(pause)}>
          {sends.pause}
        </Button>
      ) : null}
      {status === "PAUSED" ? (
        <Button loading={resuming.loading} onClick={() => void act(resume)}>
          {sends.resume}
        </Button>
      ) : null}
      {RECALLABLE.includes(status) && RECALLABLE_KINDS.includes(send.contentKind) && accepted > 0 ? (
        <Button onClick={askRecall}>{sends.recall}</Button>
      ) : null}
      {ENDED.includes(status) && accepted < recipients ? (
        <Button title={sends.retryLead} loading={retrying.loading} onClick={() => void act(retry)}>
          {sends.retry}
        </Button>
      ) : null}
      {CANCELLABLE.includes(status) ? <Button onClick={askCancel}>{sends.cancelSend}</Button> : null}
    </>
  );
}

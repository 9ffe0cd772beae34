import { useMutation } from "@apollo/client/react";
import { App, Button } from "antd";
import { useMay } from "../../session/session";
import { useApiLanguage, useText } from "../../text/language";
import { useFormat } from "../../ui/format";
import { useErrorLine } from "../../ui/useErrorWords";
import { CancelSendDocument, PauseSendDocument, ResumeSendDocument } from "./operations.generated";
import type { SendDetail } from "./send-detail";
import { useConfirmCount } from "./useConfirmCount";

const PAUSABLE = ["PREPARING", "SENDING"];
const CANCELLABLE = [...PAUSABLE, "PAUSED", "NEEDS_ATTENTION"];

/** Pause, go on, cancel: there for those who may, while they mean something. */
export function LiveActions({ send, onChanged }: { send: SendDetail; onChanged: () => void }) {
  const { sends } = useText();
  const language = useApiLanguage();
  const { n } = useFormat();
  const { message } = App.useApp();
  const lineOf = useErrorLine();
  const confirm = useConfirmCount();
  const maySend = useMay("APPROVER");
  const options = { variables: { id: send.id, language } };
  const [pause, pausing] = useMutation(PauseSendDocument, options);
  const [resume, resuming] = useMutation(ResumeSendDocument, options);
  const [cancel] = useMutation(CancelSendDocument, options);
  if (!maySend) return null;
  const { status, recipients, accepted } = send.progress;
  const act = async (what: () => Promise<unknown>) => {
    try {
      await what();
    } catch (error) {
      void message.error(lineOf(error));
    }
    onChanged();
  };
  const count = recipients - accepted;
  const rest = n(count);
  const askCancel = () => {
    const words = { title: sends.cancelSend, content: sends.cancelAsk(rest), okText: sends.cancelOk(rest) };
    confirm({ ...words, count, danger: true, act: () => act(cancel) });
  };
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
      {CANCELLABLE.includes(status) ? <Button onClick={askCancel}>{sends.cancelSend}</Button> : null}
    </>
  );
}

import { useMutation } from "@apollo/client/react";
import { App, Button, Space } from "antd";
import type { ReactNode } from "react";
import { useMay } from "../../session/session";
import { useApiLanguage, useText } from "../../text/language";
import { useFormat } from "../../ui/format";
import { Panel } from "../../ui/Panel";
import { useErrorLine } from "../../ui/useErrorWords";
import { Moment } from "../../ui/When";
import { type BatchFragment, ResolveBatchDocument } from "./operations.generated";

/** Batches that wait for a decision, and those WeChat refused to send or to take back, with its reason. */
export function Attention({ batches, onResolved }: { batches: readonly BatchFragment[]; onResolved: () => void }) {
  const { sends } = useText();
  const unknown = batches.filter(({ status }) => status === "UNKNOWN");
  const refused = batches.filter(({ status }) => status === "REJECTED");
  const notRecalled = batches.filter(({ recall }) => recall === "REFUSED" || recall === "IMPOSSIBLE");
  return (
    <>
      {unknown.length === 0 ? null : (
        <Panel title={sends.attentionTitle} className="todo">
          <p>{sends.attentionLead}</p>
          <ul>
            {unknown.map((batch) => (
              <Unknown key={batch.id} batch={batch} onResolved={onResolved} />
            ))}
          </ul>
        </Panel>
      )}
      {refused.length === 0 ? null : (
        <Panel title={sends.refused} className="todo">
          <ul>
            {refused.map((batch) => (
              <Told key={batch.id} batch={batch}>
                {batch.errcode === null ? null : `${sends.errcode(String(batch.errcode))} · `}
                {batch.errmsg}
              </Told>
            ))}
          </ul>
        </Panel>
      )}
      {notRecalled.length === 0 ? null : (
        <Panel title={sends.notRecalled} className="todo">
          <ul>
            {notRecalled.map((batch) => (
              <Told key={batch.id} batch={batch}>
                {batch.recallError}
              </Told>
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}

/** A batch, and beneath it what is told of it. */
function Told({ batch, children }: { batch: BatchFragment; children: ReactNode }) {
  const { sends } = useText();
  const { n } = useFormat();
  return (
    <li>
      <span>
        {sends.batch(n(batch.index + 1), n(batch.size), sends.batchStatuses[batch.status])}
        <span className="quiet block">{children}</span>
      </span>
    </li>
  );
}

function Unknown({ batch, onResolved }: { batch: BatchFragment; onResolved: () => void }) {
  const { sends, common } = useText();
  const language = useApiLanguage();
  const { n } = useFormat();
  const { modal, message } = App.useApp();
  const lineOf = useErrorLine();
  const maySend = useMay("APPROVER");
  const [resolve] = useMutation(ResolveBatchDocument);
  const decide = async (resolution: "TREAT_AS_SENT" | "SEND_AGAIN") => {
    try {
      await resolve({ variables: { batchId: batch.id, resolution, language } });
    } catch (error) {
      void message.error(lineOf(error));
    }
    onResolved();
  };
  const askAgain = () =>
    modal.confirm({
      title: sends.sendAgain,
      content: sends.sendAgainAsk(n(batch.size)),
      okText: sends.send(n(batch.size)),
      okButtonProps: { danger: true },
      cancelText: common.cancel,
      onOk: () => decide("SEND_AGAIN"),
    });
  return (
    <li>
      <span>
        {sends.batch(n(batch.index + 1), n(batch.size), sends.batchStatuses.UNKNOWN)}
        <span className="quiet block">
          {sends.attempts(n(batch.attempts))} · <Moment at={batch.updatedAt} /> · {batch.errmsg ?? batch.clientMsgId}
        </span>
      </span>
      {maySend ? (
        <Space>
          <Button onClick={() => void decide("TREAT_AS_SENT")}>{sends.treatAsSent}</Button>
          <Button onClick={askAgain}>{sends.sendAgain}</Button>
        </Space>
      ) : null}
    </li>
  );
}

import { useMutation } from "@apollo/client/react";
import { Button, Descriptions, Input, Segmented, Space } from "antd";
import { useState } from "react";
import { parseInput } from "../../audience/expression";
import { useAudienceAnswer } from "../../audience/useAudienceAnswer";
import { useMay } from "../../session/session";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { useFormat } from "../../ui/format";
import { ContentText } from "./ContentText";
import { parseContent } from "./content";
import { PreviewSendDocument, StartSendDocument } from "./operations.generated";
import type { SendDetail } from "./send-detail";
import { useConfirmCount } from "./useConfirmCount";

/** The last look. Pressing the green button, and confirming once, sends. */
export function ConfirmStep({ send }: { send: SendDetail }) {
  const { sends } = useText();
  const { n } = useFormat();
  const maySend = useMay("APPROVER");
  const { answer, error } = useAudienceAnswer(parseInput(send.rule.json), 0);
  const { summary } = sends;
  return (
    <section className="panel stack" aria-label={sends.steps.confirm}>
      <p className="confirm-sentence">{answer === null ? "" : sends.draftSentence.confirm(n(answer.reachable))}</p>
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
      {maySend ? <StartButton send={send} reachable={answer?.reachable ?? null} /> : <p className="quiet">{sends.needsApprover}</p>}
    </section>
  );
}

function StartButton({ send, reachable }: { send: SendDetail; reachable: number | null }) {
  const { sends } = useText();
  const { n } = useFormat();
  const confirm = useConfirmCount();
  const [start, { error, loading }] = useMutation(StartSendDocument, {
    variables: { id: send.id },
    refetchQueries: ["SendDetail"],
    awaitRefetchQueries: true,
  });
  const ask = () => {
    if (reachable === null) return;
    const words = { title: sends.send(n(reachable)), content: sends.sendAsk(n(reachable)), okText: sends.send(n(reachable)) };
    confirm({ ...words, count: reachable, act: () => start().catch(() => null) });
  };
  return (
    <>
      {error === undefined ? null : <Failure error={error} />}
      {reachable !== null && reachable < 2 ? <p className="bad">{sends.tooFew}</p> : null}
      <div>
        <Button
          className="send-button"
          type="primary"
          size="large"
          disabled={reachable === null || reachable < 2}
          loading={loading}
          onClick={ask}
        >
          {sends.send(reachable === null ? "…" : n(reachable))}
        </Button>
      </div>
    </>
  );
}

/** One message to one follower, by WeChat's own preview. */
function TestSend({ id }: { id: string }) {
  const { sends } = useText();
  const mayWrite = useMay("OPERATOR");
  const [kind, setKind] = useState<"openid" | "wechatName">("openid");
  const [who, setWho] = useState("");
  const [preview, { data, error, loading }] = useMutation(PreviewSendDocument);
  if (!mayWrite) return null;
  const send = () => void preview({ variables: { id, [kind]: who.trim() } }).catch(() => null);
  return (
    <div className="test-send">
      <h2>{sends.test}</h2>
      <Space wrap>
        <Segmented
          aria-label={sends.test}
          value={kind}
          onChange={setKind}
          options={[
            { value: "openid" as const, label: sends.testKinds.openid },
            { value: "wechatName" as const, label: sends.testKinds.wechatName },
          ]}
        />
        <Input aria-label={sends.testHint} placeholder={sends.testHint} value={who} onChange={({ target }) => setWho(target.value)} />
        <Button disabled={who.trim() === ""} loading={loading} onClick={send}>
          {sends.testSend}
        </Button>
      </Space>
      <p role="status">{data?.previewMassSend ? sends.testDone : ""}</p>
      {error === undefined ? null : <Failure error={error} />}
    </div>
  );
}

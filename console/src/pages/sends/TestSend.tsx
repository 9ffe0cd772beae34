import { useMutation } from "@apollo/client/react";
import { Button, Input, Segmented, Space } from "antd";
import { useState } from "react";
import { useMay } from "../../session/session";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { PreviewSendDocument } from "./operations.generated";

/** One message to one follower, by WeChat's own preview. */
export function TestSend({ id }: { id: string }) {
  const { sends } = useText();
  const mayWrite = useMay("OPERATOR");
  const [kind, setKind] = useState<"openid" | "wechatName">("openid");
  const [who, setWho] = useState("");
  const [preview, { data, error, loading }] = useMutation(PreviewSendDocument);
  if (!mayWrite) return null;
  const send = () => void preview({ variables: { id, [kind]: who.trim() } }).catch(() => null);
  return (
    <div className="part">
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

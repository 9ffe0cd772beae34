import { useMutation } from "@apollo/client/react";
import { Button } from "antd";
import { useMay } from "../../../session/session";
import { useApiLanguage, useText } from "../../../text/language";
import { useAsk } from "../../../ui/useAsk";
import { CancelSendDocument } from "../operations.generated";
import type { SendDetail } from "../send-detail";

/** Ends a draft that nobody wants. */
export function Discard({ send }: { send: SendDetail }) {
  const { release } = useText();
  const language = useApiLanguage();
  const maySend = useMay("APPROVER");
  const ask = useAsk();
  const [cancel] = useMutation(CancelSendDocument, { variables: { id: send.id, language }, refetchQueries: ["SendDetail"] });
  if (!maySend) return null;
  return (
    <Button
      onClick={() => ask({ title: release.discard, content: release.discardAsk(send.name), okText: release.discard, act: () => cancel() })}
    >
      {release.discard}
    </Button>
  );
}

import { useMutation } from "@apollo/client/react";
import { Button } from "antd";
import { useState } from "react";
import { useMay } from "../../session/session";
import { SyncFollowersDocument } from "../../sync/operations.generated";
import { SyncState } from "../../sync/SyncState";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { Panel } from "../../ui/Panel";

/** An exchange with WeChat, begun here and followed to its end. */
export function Sync() {
  const { settings } = useText();
  const mayWrite = useMay("OPERATOR");
  const [id, setId] = useState<string | null>(null);
  const [start, { error, loading }] = useMutation(SyncFollowersDocument, { onCompleted: ({ syncFromWeChat }) => setId(syncFromWeChat.id) });
  return (
    <Panel title={settings.sync}>
      <p className="quiet">{settings.syncLead}</p>
      {error === undefined ? null : <Failure error={error} />}
      {id === null ? null : <SyncState id={id} />}
      {mayWrite ? (
        <Button loading={loading} onClick={() => void start().catch(() => null)}>
          {settings.syncStart}
        </Button>
      ) : null}
    </Panel>
  );
}

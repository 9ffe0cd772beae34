import { useMutation, useQuery } from "@apollo/client/react";
import { Button } from "antd";
import { useState } from "react";
import { useMay } from "../../session/session";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { useFormat } from "../../ui/format";
import { Panel } from "../../ui/Panel";
import { ThinBar } from "../../ui/SendLine";
import { SyncFollowersDocument, SyncProgressDocument } from "./operations.generated";

const POLL_MS = 1_000;

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

function SyncState({ id }: { id: string }) {
  const { settings, tags } = useText();
  const { n } = useFormat();
  const { data, stopPolling } = useQuery(SyncProgressDocument, { variables: { id }, pollInterval: POLL_MS });
  const job = data?.syncJob;
  if (!job) return null;
  const { status, done, total, error } = job;
  if (status === "SUCCEEDED" || status === "FAILED") stopPolling();
  return (
    <div role="status">
      {tags.statuses[status]} {total === null ? null : settings.syncDone(n(done), n(total))}
      <ThinBar share={total === null || total === 0 ? 0 : done / total} ended={status === "SUCCEEDED"} />
      {error === null ? null : <p className="bad">{error}</p>}
    </div>
  );
}

import { useQuery } from "@apollo/client/react";
import { useEffect } from "react";
import { useText } from "../text/language";
import { useFormat } from "../ui/format";
import { ThinBar } from "../ui/SendLine";
import { SyncProgressDocument } from "./operations.generated";

const POLL_MS = 1_000;

/** How far an exchange with WeChat is, asked until it ends; `onEnd` once then. */
export function SyncState({ id, onEnd }: { id: string; onEnd?: () => void }) {
  const { settings, tags } = useText();
  const { n } = useFormat();
  const { data, stopPolling } = useQuery(SyncProgressDocument, { variables: { id }, pollInterval: POLL_MS });
  const job = data?.syncJob;
  const hasEnded = job?.status === "SUCCEEDED" || job?.status === "FAILED";
  useEffect(() => {
    if (!hasEnded) return;
    stopPolling();
    onEnd?.();
  }, [hasEnded, stopPolling, onEnd]);
  if (!job) return null;
  const { status, done, total, error } = job;
  return (
    <div role="status" data-sync={status}>
      {tags.statuses[status]} {total === null ? null : settings.syncDone(n(done), n(total))}
      <ThinBar share={total === null || total === 0 ? 0 : done / total} ended={status === "SUCCEEDED"} />
      {error === null ? null : <p className="bad">{error}</p>}
    </div>
  );
}

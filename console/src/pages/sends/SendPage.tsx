import { useQuery } from "@apollo/client/react";
import { Skeleton } from "antd";
import { type RefObject, useCallback, useEffect } from "react";
import { useParams } from "react-router";
import { useLanguage } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { Nothing } from "../../ui/Nothing";
import { Draft } from "./Draft";
import { LiveSend } from "./LiveSend";
import { SendDetailDocument, type SendDetailQuery } from "./operations.generated";
import { ScheduledSend } from "./release/ScheduledSend";
import type { SendDetail } from "./send-detail";
import { useProgress } from "./useProgress";
import "./sends.css";

/** One send: the path to it while a draft, what becomes of it afterwards. */
export function SendPage() {
  const { id = "" } = useParams();
  return <SendOf key={id} id={id} />;
}

function SendOf({ id }: { id: string }) {
  const { text, apiLanguage } = useLanguage();
  const { data, error, refetch } = useQuery(SendDetailDocument, { variables: { id, language: apiLanguage } });
  const send = data?.massSend;
  const progress = send?.progress;
  // A draft that somebody else starts turns into the live view by itself, so drafts are followed too.
  const { failure: lost, newest } = useProgress(id, progress?.seq ?? 0, send != null);
  const readAnew = useCallback(() => void readUpTo(newest, refetch).catch(() => null), [newest, refetch]);
  const behind = send != null && progress !== undefined && progress.status !== send.status;
  // What others do to a send that has not begun (approve, schedule, send back) shows in its seq alone.
  const seqToRead = send?.status === "DRAFT" || send?.status === "SCHEDULED" ? progress?.seq : undefined;
  useEffect(() => {
    if (behind || seqToRead !== undefined) readAnew();
  }, [behind, seqToRead, readAnew]);
  if (error !== undefined && send == null) return <Failure error={error} onRetry={readAnew} />;
  if (data === undefined) return <Skeleton active />;
  if (send == null) return <Nothing>{text.sends.notFound}</Nothing>;
  return (
    <>
      {lost === undefined ? null : <Failure error={lost} onRetry={() => window.location.reload()} />}
      <View send={send} onChanged={readAnew} />
    </>
  );
}

/**
 * An answer that was under way while the send moved is older than what is known already, and would stay: no state is told twice. What
 * fails is the query's own `error`.
 */
async function readUpTo(newest: RefObject<number>, read: () => Promise<{ data?: SendDetailQuery | undefined }>): Promise<void> {
  let seq: number | undefined;
  do seq = (await read()).data?.massSend?.progress.seq;
  while (seq !== undefined && seq < newest.current);
}

function View({ send, onChanged }: { send: SendDetail; onChanged: () => void }) {
  if (send.status === "DRAFT") return <Draft send={send} />;
  if (send.status === "SCHEDULED") return <ScheduledSend send={send} />;
  return <LiveSend send={send} onChanged={onChanged} />;
}

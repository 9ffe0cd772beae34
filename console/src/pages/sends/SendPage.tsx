import { useQuery } from "@apollo/client/react";
import { Skeleton } from "antd";
import { useEffect } from "react";
import { useParams } from "react-router";
import { useLanguage } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { Nothing } from "../../ui/Nothing";
import { Draft } from "./Draft";
import { LiveSend } from "./LiveSend";
import { SendDetailDocument } from "./operations.generated";
import { useProgress } from "./useProgress";
import "./sends.css";

/** One send: the path to it while a draft, what becomes of it afterwards. */
export function SendPage() {
  const { id = "" } = useParams();
  return <SendOf key={id} id={id} />;
}

function SendOf({ id }: { id: string }) {
  const { text, language } = useLanguage();
  const { data, error, refetch } = useQuery(SendDetailDocument, { variables: { id, language: language === "zh" ? "ZH" : "EN" } });
  const send = data?.massSend;
  const progress = send?.progress;
  // A draft that somebody else starts turns into the live view by itself, so drafts are followed too.
  const lost = useProgress(id, progress?.seq ?? 0, send != null);
  const behind = send != null && progress !== undefined && progress.status !== send.status;
  useEffect(() => {
    if (behind) void refetch();
  }, [behind, refetch]);
  if (error !== undefined && send == null) return <Failure error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton active />;
  if (send == null) return <Nothing>{text.sends.notFound}</Nothing>;
  return (
    <>
      {lost === undefined ? null : <Failure error={lost} onRetry={() => window.location.reload()} />}
      {send.status === "DRAFT" ? <Draft send={send} /> : <LiveSend send={send} onChanged={() => void refetch()} />}
    </>
  );
}

import { useQuery } from "@apollo/client/react";
import { Skeleton } from "antd";
import { Link } from "react-router";
import { useMay } from "../../session/session";
import { useApiLanguage, useText } from "../../text/language";
import { Bars } from "../../ui/Bars";
import { Failure } from "../../ui/Failure";
import { dayOf, today, useFormat } from "../../ui/format";
import { Nothing } from "../../ui/Nothing";
import { PageHead } from "../../ui/PageHead";
import { Panel } from "../../ui/Panel";
import { SendLine } from "../../ui/SendLine";
import { Updated } from "../../ui/When";
import { Growth } from "./Growth";
import { MonthLeftDocument, OverviewDocument, type OverviewQuery } from "./operations.generated";
import { Provinces } from "./Provinces";
import { QuotaBar } from "./QuotaBar";
import { ToDo } from "./ToDo";

/** Numbers move; while somebody looks they are asked again. */
const POLL_MS = 10_000;
const RECENT = 5;

export function OverviewPage() {
  const { overview, shell } = useText();
  const { data, error, refetch } = useQuery(OverviewDocument, { variables: { language: useApiLanguage() }, pollInterval: POLL_MS });
  if (data === undefined && error !== undefined) return <Failure error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton active title />;
  return (
    <>
      <PageHead title={shell.overview} sentence={<Sentence data={data} />} aside={<Updated at={data.tagPreview.asOf} />} />
      {error === undefined ? null : <Failure error={error} onRetry={() => void refetch()} />}
      <ToDo data={data} />
      <div className="columns">
        <div className="stack">
          <Recent data={data} />
          <Growth />
        </div>
        <div className="stack">
          <QuotaBar />
          <Panel title={overview.topTags}>
            {data.tagPreview.tags.length === 0 ? <Nothing>{overview.noTags}</Nothing> : <TopTags data={data} />}
          </Panel>
          <Provinces />
        </div>
      </div>
    </>
  );
}

function Sentence({ data }: { data: OverviewQuery }) {
  const { overview } = useText();
  const { n } = useFormat();
  const day = today();
  const sends = data.massSends.edges.filter(({ node }) => node.startedAt !== null && dayOf(node.startedAt) === day);
  return `${overview.sentence(n(data.tagPreview.count), n(sends.length))}${useLeft()}`;
}

/** What may still be sent: to everybody where WeChat counts that (a service account's four a month, else one a day), else to how many. */
function useLeft(): string {
  const { overview } = useText();
  const { n } = useFormat();
  const { data } = useQuery(MonthLeftDocument);
  if (data === undefined) return "";
  const { method, dailyCallsLeft, reachable } = data.massSendForecast;
  if (data.tenant.kind !== "SERVICE") return overview.leftToday(n(dailyCallsLeft));
  return method === "TO_ALL" ? overview.leftThisMonth(n(dailyCallsLeft)) : overview.peopleLeft(n(reachable));
}

function TopTags({ data }: { data: OverviewQuery }) {
  const { overview } = useText();
  const bars = data.tagPreview.tags.map(({ tag, count }) => ({
    key: tag.id,
    label: <Link to={`/users?audience=${encodeURIComponent(JSON.stringify({ tag: tag.id }))}`}>{tag.name}</Link>,
    value: count,
  }));
  return <Bars bars={bars} whole={data.tagPreview.count} label={overview.topTags} />;
}

function Recent({ data }: { data: OverviewQuery }) {
  const { overview } = useText();
  const mayWrite = useMay("OPERATOR");
  const sends = data.massSends.edges.slice(0, RECENT);
  const newSend = mayWrite ? <Link to="/sends/new">{overview.newSend}</Link> : undefined;
  return (
    <Panel title={overview.recent} extra={newSend}>
      {sends.length === 0 ? (
        <Nothing action={newSend}>{overview.noSends}</Nothing>
      ) : (
        <ul className="send-lines">
          {sends.map(({ node }) => (
            <SendLine key={node.id} send={node} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

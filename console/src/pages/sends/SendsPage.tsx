import { useQuery } from "@apollo/client/react";
import { Select, Skeleton, Table } from "antd";
import { Link } from "react-router";
import { useMay } from "../../session/session";
import { useApiLanguage, useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { useFormat } from "../../ui/format";
import { Nothing } from "../../ui/Nothing";
import { PageHead } from "../../ui/PageHead";
import { Paging } from "../../ui/Paging";
import { SendState, ThinBar } from "../../ui/SendLine";
import { ENDED, type SendStatus, WAITING } from "../../ui/sends";
import { useAddress } from "../../ui/useAddress";
import { Wait } from "../../ui/Wait";
import { When } from "../../ui/When";
import { ReleaseRulesDocument, SendListDocument, type SendListQuery } from "./operations.generated";
import "./sends.css";

type Row = SendListQuery["massSends"]["edges"][number]["node"];
/** Sends move by themselves while the list is looked at. */
const POLL_MS = 3_000;

export function SendsPage() {
  const { sends } = useText();
  const language = useApiLanguage();
  const { n } = useFormat();
  const mayWrite = useMay("OPERATOR");
  const [address, setAddress] = useAddress();
  const status = address.get("status") as SendStatus | null;
  const { data, previousData, error, refetch } = useQuery(SendListDocument, {
    variables: { statuses: status === null ? null : [status], after: address.get("after"), language },
    pollInterval: POLL_MS,
  });
  const page = (data ?? previousData)?.massSends;
  const newSend = mayWrite ? <Link to="/sends/new">{sends.newSend}</Link> : undefined;
  return (
    <>
      <PageHead title={sends.title} sentence={sends.sentence(n(page?.totalCount ?? 0))} actions={newSend} />
      <Select
        className="search-box value"
        aria-label={sends.statusFilter}
        value={status ?? ""}
        onChange={(next: string) => setAddress({ status: next, after: null, page: null })}
        options={[{ value: "", label: sends.allStatuses }, ...Object.entries(sends.statuses).map(([value, label]) => ({ value, label }))]}
      />
      {error === undefined ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {page === undefined && error === undefined ? <Skeleton active /> : null}
      {page?.edges.length === 0 ? (
        <Nothing action={status === null ? newSend : undefined}>{status === null ? sends.none : sends.noneFiltered}</Nothing>
      ) : null}
      {page !== undefined && page.edges.length > 0 ? (
        <>
          <SendTable rows={page.edges.map(({ node }) => node)} />
          <Paging pageInfo={page.pageInfo} total={page.totalCount} />
        </>
      ) : null}
    </>
  );
}

function SendTable({ rows }: { rows: readonly Row[] }) {
  const { sends, common } = useText();
  const { columns } = sends;
  return (
    <Table<Row>
      size="middle"
      rowKey="id"
      pagination={false}
      scroll={{ x: 640 }}
      dataSource={[...rows]}
      columns={[
        { key: "name", title: columns.name, render: (_, { id, name }) => <Link to={`/sends/${id}`}>{name}</Link> },
        { key: "state", title: columns.state, render: (_, row) => <State row={row} /> },
        { key: "progress", title: columns.progress, width: 280, render: (_, row) => <Progress row={row} /> },
        { key: "at", title: common.time, render: (_, { startedAt, createdAt }) => <When at={startedAt ?? createdAt} /> },
        { key: "next", title: columns.next, render: (_, row) => <NextAction row={row} /> },
      ]}
    />
  );
}

function State({ row: { status, progress } }: { row: Row }) {
  return (
    <>
      <SendState status={status} />
      <Wait of={progress} />
    </>
  );
}

function Progress({ row: { progress, status } }: { row: Row }) {
  const { sends } = useText();
  const { n } = useFormat();
  const { recipients, accepted } = progress;
  if (recipients === 0) return <span className="quiet">{sends.notStarted}</span>;
  return (
    <>
      {sends.acceptedOf(n(accepted), n(recipients))}
      <ThinBar share={accepted / recipients} ended={ENDED.includes(status)} />
    </>
  );
}

/** The one thing to do about a send, as far as whoever looks may. */
function NextAction({ row: { id, status, approval } }: { row: Row }) {
  const { sends } = useText();
  const mayWrite = useMay("OPERATOR");
  const maySend = useMay("APPROVER");
  const { data } = useQuery(ReleaseRulesDocument);
  const needsApproval = data?.tenant.approval === "REQUIRED" && approval === null;
  const to = `/sends/${id}`;
  if (status === "DRAFT") {
    if (maySend) return <Link to={`${to}?step=confirm`}>{needsApproval ? sends.next.approve : sends.next.confirm}</Link>;
    return mayWrite ? <Link to={to}>{sends.next.edit}</Link> : null;
  }
  if (status === "SCHEDULED") return <Link to={to}>{sends.next.scheduled}</Link>;
  if (WAITING.includes(status) && maySend) return <Link to={to}>{sends.next.decide}</Link>;
  return <Link to={to}>{ENDED.includes(status) ? sends.next.result : sends.next.watch}</Link>;
}

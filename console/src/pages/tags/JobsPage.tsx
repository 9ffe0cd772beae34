import { useMutation, useQuery, useSubscription } from "@apollo/client/react";
import { App, Button, Skeleton, Table } from "antd";
import { Link } from "react-router";
import { useMay } from "../../session/session";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { useFormat } from "../../ui/format";
import { Nothing } from "../../ui/Nothing";
import { PageHead } from "../../ui/PageHead";
import { Paging } from "../../ui/Paging";
import { ThinBar } from "../../ui/SendLine";
import { useAddress } from "../../ui/useAddress";
import { useErrorLine } from "../../ui/useErrorWords";
import { When } from "../../ui/When";
import { TagJobProgressDocument, type TagJobRowFragment, TagJobsDocument, UndoTagJobDocument } from "./operations.generated";

const UNDOABLE = ["TAG", "UNTAG", "UNDO"];

export function JobsPage() {
  const { tags } = useText();
  const { n } = useFormat();
  const [address] = useAddress();
  const { data, previousData, error, refetch } = useQuery(TagJobsDocument, { variables: { after: address.get("after") } });
  const page = (data ?? previousData)?.tagJobs;
  const rows = page?.edges.map(({ node }) => node) ?? [];
  return (
    <>
      <PageHead title={tags.title} sentence={tags.jobSentence(n(page?.totalCount ?? 0))} />
      {error === undefined ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {page === undefined && error === undefined ? <Skeleton active /> : null}
      {page?.totalCount === 0 ? <Nothing action={<Link to="/tags">{tags.tabs.builder}</Link>}>{tags.noJobs}</Nothing> : null}
      {rows
        .filter(({ status }) => status === "QUEUED" || status === "RUNNING")
        .map(({ id }) => (
          <Follow key={id} id={id} />
        ))}
      {page !== undefined && rows.length > 0 ? (
        <>
          <JobTable rows={rows} onUndone={() => void refetch()} />
          <Paging pageInfo={page.pageInfo} total={page.totalCount} />
        </>
      ) : null}
    </>
  );
}

/** Keeps one running job up to date in the cache; shows nothing itself. */
function Follow({ id }: { id: string }) {
  useSubscription(TagJobProgressDocument, { variables: { id } });
  return null;
}

function JobTable({ rows, onUndone }: { rows: readonly TagJobRowFragment[]; onUndone: () => void }) {
  const { tags, common } = useText();
  const mayWrite = useMay("OPERATOR");
  return (
    <Table<TagJobRowFragment>
      size="middle"
      rowKey="id"
      scroll={{ x: 720 }}
      pagination={false}
      dataSource={[...rows]}
      columns={[
        {
          key: "kind",
          title: tags.tabs.jobs,
          render: (_, { kind, tags: names }) => `${tags.kinds[kind]}：${names.map(({ name }) => name).join("、") || common.none}`,
        },
        { key: "progress", title: common.status, width: 260, render: (_, job) => <Progress job={job} /> },
        { key: "at", title: common.time, render: (_, { finishedAt, createdAt }) => <When at={finishedAt ?? createdAt} /> },
        ...(mayWrite
          ? [
              {
                key: "undo",
                title: tags.columns.actions,
                render: (_: unknown, job: TagJobRowFragment) => <Undo job={job} onUndone={onUndone} />,
              },
            ]
          : []),
      ]}
    />
  );
}

function Progress({ job }: { job: TagJobRowFragment }) {
  const { tags } = useText();
  const { n } = useFormat();
  const { status, done, total, changed, error } = job;
  const ended = status === "SUCCEEDED" || status === "FAILED";
  return (
    <div data-job={job.id} data-status={status}>
      <span className={status === "FAILED" ? "bad" : undefined}>{tags.statuses[status]}</span> {tags.jobProgress(n(done), n(total))}
      {ended ? null : <ThinBar share={total === 0 ? 0 : done / total} ended />}
      <span className="quiet block">{error ?? tags.jobChanged(n(changed))}</span>
    </div>
  );
}

function Undo({ job, onUndone }: { job: TagJobRowFragment; onUndone: () => void }) {
  const { tags, common } = useText();
  const { n } = useFormat();
  const { modal, message } = App.useApp();
  const lineOf = useErrorLine();
  const [undo] = useMutation(UndoTagJobDocument, { variables: { id: job.id } });
  if (!UNDOABLE.includes(job.kind) || job.status !== "SUCCEEDED" || job.changed === 0) return null;
  const ask = () =>
    modal.confirm({
      title: tags.undoAsk(n(job.changed)),
      okText: tags.undo,
      cancelText: common.cancel,
      onOk: async () => {
        try {
          await undo();
          onUndone();
        } catch (error) {
          void message.error(lineOf(error));
        }
      },
    });
  return (
    <Button size="small" onClick={ask}>
      {tags.undo}
    </Button>
  );
}

import { useMutation, useQuery } from "@apollo/client/react";
import { Skeleton, Space, Table } from "antd";
import { Link } from "react-router";
import { useMay } from "../../session/session";
import { useLanguage } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { useFormat } from "../../ui/format";
import { Nothing } from "../../ui/Nothing";
import { PageHead } from "../../ui/PageHead";
import { When } from "../../ui/When";
import { DeleteButton } from "./DeleteButton";
import { DeleteSegmentDocument, SegmentListDocument, type SegmentListQuery } from "./operations.generated";

type Row = SegmentListQuery["segments"][number];

export function SegmentsPage() {
  const { text, apiLanguage } = useLanguage();
  const { tags } = text;
  const { n } = useFormat();
  const { data, error, refetch } = useQuery(SegmentListDocument, { variables: { language: apiLanguage } });
  const rows = data?.segments;
  return (
    <>
      <PageHead title={tags.title} sentence={tags.segmentSentence(n(rows?.length ?? 0))} />
      {error === undefined ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {rows === undefined && error === undefined ? <Skeleton active /> : null}
      {rows?.length === 0 ? <Nothing action={<Link to="/tags">{tags.tabs.builder}</Link>}>{tags.noSegments}</Nothing> : null}
      {rows !== undefined && rows.length > 0 ? <SegmentTable rows={rows} onDeleted={() => void refetch()} /> : null}
    </>
  );
}

function SegmentTable({ rows, onDeleted }: { rows: readonly Row[]; onDeleted: () => void }) {
  const { tags, common } = useLanguage().text;
  const { n } = useFormat();
  const mayWrite = useMay("OPERATOR");
  const { columns } = tags;
  return (
    <Table<Row>
      size="middle"
      rowKey="id"
      scroll={{ x: 720 }}
      dataSource={[...rows]}
      pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
      columns={[
        { key: "name", title: columns.segment, render: (_, { id, name }) => <Link to={`/tags?segment=${id}`}>{name}</Link> },
        {
          key: "count",
          title: columns.count,
          align: "right",
          render: (_, { id, count }) => (
            <Link to={`/users?audience=${encodeURIComponent(JSON.stringify({ segment: id }))}`}>{n(count)}</Link>
          ),
        },
        { key: "text", title: columns.text, render: (_, { rule }) => rule.text },
        {
          key: "usedBy",
          title: columns.usedBy,
          render: (_, { usedBy }) =>
            usedBy.map(({ kind, name }) => `${tags.uses[kind]} ${name}`).join("、") || <span className="quiet">{tags.notUsed}</span>,
        },
        { key: "updated", title: columns.updated, render: (_, { updatedAt }) => <When at={updatedAt} /> },
        ...(mayWrite
          ? [
              {
                key: "actions",
                title: columns.actions,
                render: (_: unknown, row: Row) => (
                  <Space>
                    <Link to={`/tags?segment=${row.id}`}>{common.edit}</Link>
                    <DeleteSegment segment={row} onDeleted={onDeleted} />
                  </Space>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}

function DeleteSegment({ segment: { id, name, usedBy }, onDeleted }: { segment: Row; onDeleted: () => void }) {
  const { tags } = useLanguage().text;
  const [remove] = useMutation(DeleteSegmentDocument, { variables: { id } });
  const users = usedBy.map(({ kind, name: user }) => `${tags.uses[kind]} ${user}`).join("、");
  return <DeleteButton name={name} question={tags.deleteSegment(name)} usedBy={users} remove={() => remove()} onDeleted={onDeleted} />;
}

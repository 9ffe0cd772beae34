import { useMutation, useQuery } from "@apollo/client/react";
import { App, Button, Skeleton, Space, Table } from "antd";
import { Link } from "react-router";
import { detailOf } from "../../apollo/errors";
import { useMay } from "../../session/session";
import { useLanguage } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { useFormat } from "../../ui/format";
import { Nothing } from "../../ui/Nothing";
import { PageHead } from "../../ui/PageHead";
import { When } from "../../ui/When";
import { DeleteSegmentDocument, SegmentListDocument, type SegmentListQuery } from "./operations.generated";

type Row = SegmentListQuery["segments"][number];

export function SegmentsPage() {
  const { text, language } = useLanguage();
  const { tags } = text;
  const { n } = useFormat();
  const { data, error, refetch } = useQuery(SegmentListDocument, { variables: { language: language === "zh" ? "ZH" : "EN" } });
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

function DeleteSegment({ segment, onDeleted }: { segment: Row; onDeleted: () => void }) {
  const { tags, common } = useLanguage().text;
  const { modal, message } = App.useApp();
  const [remove] = useMutation(DeleteSegmentDocument, { variables: { id: segment.id } });
  const isUsed = segment.usedBy.length > 0;
  const ask = () =>
    modal.confirm({
      title: tags.deleteSegment(segment.name),
      okText: common.delete,
      cancelText: common.cancel,
      onOk: async () => {
        try {
          await remove();
          onDeleted();
        } catch (error) {
          void message.error(detailOf(error));
        }
      },
    });
  return (
    <Button
      size="small"
      disabled={isUsed}
      title={isUsed ? segment.usedBy.map(({ kind, name }) => `${tags.uses[kind]} ${name}`).join("、") : undefined}
      aria-label={`${common.delete} ${segment.name}`}
      onClick={ask}
    >
      {common.delete}
    </Button>
  );
}

import { useMutation, useQuery } from "@apollo/client/react";
import { Button, Modal, Segmented, Skeleton, Space, Table } from "antd";
import { useState } from "react";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { useFormat } from "../../ui/format";
import { Nothing } from "../../ui/Nothing";
import { PageHead } from "../../ui/PageHead";
import { Paging } from "../../ui/Paging";
import { useAddress } from "../../ui/useAddress";
import { useAsk } from "../../ui/useAsk";
import { Moment, When } from "../../ui/When";
import { DeletionRequestsDocument, type DeletionRequestsQuery, ProcessDeletionDocument } from "./operations.generated";

type Row = DeletionRequestsQuery["deletionRequests"]["edges"][number]["node"];

/** People who asked to be forgotten: the open ones first, since somebody waits. */
export function DeletionsPage() {
  const { settings } = useText();
  const { n } = useFormat();
  const [address, setAddress] = useAddress();
  const done = address.get("processed") === "1";
  const { data, previousData, error, refetch } = useQuery(DeletionRequestsDocument, {
    variables: { processed: done, after: address.get("after") },
  });
  const open = useQuery(DeletionRequestsDocument, { variables: { processed: false, after: null } });
  const page = (data ?? previousData)?.deletionRequests;
  return (
    <>
      <PageHead title={settings.title} sentence={settings.deletionsSentence(n(open.data?.deletionRequests.totalCount ?? 0))} />
      <Segmented
        className="search-box"
        aria-label={settings.tabs.deletions}
        value={done ? "1" : ""}
        options={[
          { value: "", label: settings.open },
          { value: "1", label: settings.processed },
        ]}
        onChange={(processed) => setAddress({ processed, after: null, page: null })}
      />
      {error === undefined ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {page === undefined && error === undefined ? <Skeleton active /> : null}
      {page?.edges.length === 0 ? <Nothing>{settings.noDeletions}</Nothing> : null}
      {page !== undefined && page.edges.length > 0 ? (
        <>
          <RequestTable
            rows={page.edges.map(({ node }) => node)}
            onProcessed={() => {
              void refetch();
              void open.refetch();
            }}
          />
          <Paging pageInfo={page.pageInfo} total={page.totalCount} />
        </>
      ) : null}
    </>
  );
}

function RequestTable({ rows, onProcessed }: { rows: readonly Row[]; onProcessed: () => void }) {
  const { settings, tags } = useText();
  const ask = useAsk();
  const [receipt, setReceipt] = useState<string | null>(null);
  const [process] = useMutation(ProcessDeletionDocument, { onCompleted: onProcessed });
  const askProcess = ({ id, userId }: Row) =>
    ask({
      title: settings.process,
      content: settings.processAsk(userId),
      okText: settings.processOk,
      danger: true,
      act: () => process({ variables: { id } }),
    });
  return (
    <>
      <Table<Row>
        size="middle"
        rowKey="id"
        pagination={false}
        scroll={{ x: 640 }}
        dataSource={[...rows]}
        columns={[
          { key: "user", title: settings.user, render: (_, { userId, phone }) => `#${userId} ${phone ?? ""}` },
          { key: "kind", title: settings.kind, render: (_, { kind }) => settings.requestKinds[kind] },
          { key: "requested", title: settings.requested, render: (_, { requestedAt }) => <When at={requestedAt} /> },
          { key: "processed", title: settings.processed, render: (_, { processedAt }) => <Moment at={processedAt} /> },
          {
            key: "actions",
            title: tags.columns.actions,
            render: (_, row) => (
              <Space>
                {row.processed ? null : (
                  <Button size="small" danger onClick={() => askProcess(row)}>
                    {settings.process}
                  </Button>
                )}
                {row.receipt === null ? null : (
                  <Button size="small" onClick={() => setReceipt(row.receipt)}>
                    {settings.showReceipt}
                  </Button>
                )}
              </Space>
            ),
          },
        ]}
      />
      <Modal open={receipt !== null} title={settings.receipt} footer={null} onCancel={() => setReceipt(null)}>
        <pre className="receipt">{receipt === null ? "" : JSON.stringify(JSON.parse(receipt), null, 2)}</pre>
      </Modal>
    </>
  );
}

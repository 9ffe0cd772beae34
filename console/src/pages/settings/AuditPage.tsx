import { useQuery } from "@apollo/client/react";
import { Skeleton, Table, Typography } from "antd";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { useFormat } from "../../ui/format";
import { PageHead } from "../../ui/PageHead";
import { Paging } from "../../ui/Paging";
import { useAddress } from "../../ui/useAddress";
import { Moment } from "../../ui/When";
import { AuditLogDocument, type AuditLogQuery } from "./operations.generated";

type Row = AuditLogQuery["auditLog"]["edges"][number]["node"];
/** Enough of a hash to tell two apart by eye; the whole on hover, and by the button, which also lets the keyboard into a table wider than the screen. */
const HASH_SHOWN = 12;

export function AuditPage() {
  const { settings, common } = useText();
  const { n } = useFormat();
  const [address] = useAddress();
  const { data, previousData, error, refetch } = useQuery(AuditLogDocument, { variables: { after: address.get("after") } });
  const page = (data ?? previousData)?.auditLog;
  return (
    <>
      <PageHead title={settings.title} sentence={settings.auditSentence(n(page?.totalCount ?? 0))} />
      {error === undefined ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {page === undefined ? (
        error === undefined ? (
          <Skeleton active />
        ) : null
      ) : (
        <>
          <Table<Row>
            size="small"
            rowKey="id"
            pagination={false}
            scroll={{ x: 1080 }}
            dataSource={page.edges.map(({ node }) => node)}
            columns={[
              { key: "at", title: common.time, width: 180, render: (_, { at }) => <Moment at={at} /> },
              { key: "operator", title: settings.operator, dataIndex: "operator" },
              { key: "action", title: settings.action, dataIndex: "action" },
              { key: "target", title: settings.target, render: (_, { target }) => <span className="mono">{target ?? "–"}</span> },
              { key: "detail", title: settings.detail, render: (_, { detail }) => <div className="audit-detail">{detail ?? "–"}</div> },
              {
                key: "hash",
                title: settings.hash,
                render: (_, { hash }) => (
                  <Typography.Text className="mono" title={hash} copyable={{ text: hash }}>
                    {hash.slice(0, HASH_SHOWN)}
                  </Typography.Text>
                ),
              },
            ]}
          />
          <Paging pageInfo={page.pageInfo} total={page.totalCount} />
        </>
      )}
    </>
  );
}

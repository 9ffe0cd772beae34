import { useQuery } from "@apollo/client/react";
import { Skeleton, Table } from "antd";
import { Link, useParams } from "react-router";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { useFormat } from "../../ui/format";
import { Nothing } from "../../ui/Nothing";
import { PageHead } from "../../ui/PageHead";
import { Paging } from "../../ui/Paging";
import { useAddress } from "../../ui/useAddress";
import { SendRecipientsDocument, type SendRecipientsQuery } from "./operations.generated";

type Row = SendRecipientsQuery["massSendRecipients"]["edges"][number];

/** Who was in a send's frozen audience, and what can be said of each. */
export function RecipientsPage() {
  const { sends } = useText();
  const { n } = useFormat();
  const { id = "" } = useParams();
  const [address] = useAddress();
  const { data, previousData, error, refetch } = useQuery(SendRecipientsDocument, { variables: { id, after: address.get("after") } });
  const shown = data ?? previousData;
  const page = shown?.massSendRecipients;
  const { recipients } = sends;
  return (
    <>
      <PageHead
        title={recipients.title}
        sentence={page === undefined ? recipients.title : recipients.sentence(n(page.totalCount))}
        aside={<Link to={`/sends/${id}`}>{recipients.back(shown?.massSend?.name ?? "")}</Link>}
        actions={<Link to={`/users?audience=${encodeURIComponent(JSON.stringify({ unreachedBy: id }))}`}>{recipients.unreached}</Link>}
      />
      <p className="quiet">{recipients.lead}</p>
      {error === undefined ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {page === undefined && error === undefined ? <Skeleton active /> : null}
      {page?.edges.length === 0 ? <Nothing>{recipients.none}</Nothing> : null}
      {page !== undefined && page.edges.length > 0 ? (
        <div className={data === undefined ? "stale" : undefined}>
          <RecipientTable rows={page.edges} />
          <Paging pageInfo={page.pageInfo} total={page.totalCount} />
        </div>
      ) : null}
    </>
  );
}

function RecipientTable({ rows }: { rows: readonly Row[] }) {
  const { sends, users } = useText();
  const { n } = useFormat();
  const { recipients } = sends;
  return (
    <Table<Row>
      size="small"
      rowKey="cursor"
      pagination={false}
      scroll={{ x: 480 }}
      dataSource={[...rows]}
      columns={[
        {
          key: "person",
          title: users.columns.person,
          render: (_, { node: { user } }) =>
            user === null ? (
              <span className="quiet">{recipients.erased}</span>
            ) : (
              <Link to={`/users?user=${user.id}`}>
                {user.info?.nickname ?? users.anonymous} <span className="quiet">#{user.id}</span>
              </Link>
            ),
        },
        { key: "batch", title: sends.grid, render: (_, { node: { batch } }) => recipients.batch(n(batch.index + 1)) },
        { key: "fate", title: recipients.fate, render: (_, { node: { fate } }) => recipients.fates[fate] },
      ]}
    />
  );
}

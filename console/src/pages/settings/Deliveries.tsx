import { useMutation, useQuery } from "@apollo/client/react";
import { Alert, Button, Drawer, Skeleton, Space, Table } from "antd";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { useFormat } from "../../ui/format";
import { Paging } from "../../ui/Paging";
import { useAddress } from "../../ui/useAddress";
import { useAsk } from "../../ui/useAsk";
import { When } from "../../ui/When";
import {
  RotateWebhookSecretDocument,
  SendTestWebhookDocument,
  WebhookDeliveriesDocument,
  type WebhookDeliveriesQuery,
  type WebhookRowFragment,
} from "./operations.generated";

type Row = WebhookDeliveriesQuery["webhookDeliveries"]["edges"][number]["node"];
/** A test's fate is wanted at once. */
const POLL_MS = 2_000;

/** What was sent to a webhook and what came of it; from here it is tested, and gets another secret. */
export function Deliveries({ webhook: { id, url }, onClose }: { webhook: WebhookRowFragment; onClose: () => void }) {
  const { webhooks } = useText();
  const [address] = useAddress();
  const ask = useAsk();
  const { data, error, refetch } = useQuery(WebhookDeliveriesDocument, {
    variables: { id, after: address.get("after") },
    pollInterval: POLL_MS,
  });
  const [test, testing] = useMutation(SendTestWebhookDocument, { variables: { id }, onCompleted: () => void refetch() });
  const [rotate, rotated] = useMutation(RotateWebhookSecretDocument, { variables: { id }, fetchPolicy: "no-cache" });
  const page = data?.webhookDeliveries;
  const secret = rotated.data?.rotateWebhookSecret.secret;
  const problem = error ?? testing.error;
  return (
    <Drawer open onClose={onClose} size={640} title={webhooks.deliveriesOf(url)}>
      <Space className="search-box" wrap>
        <Button loading={testing.loading} onClick={() => void test().catch(() => null)}>
          {webhooks.test}
        </Button>
        <Button onClick={() => ask({ title: webhooks.rotateAsk(url), okText: webhooks.rotate, act: () => rotate() })}>
          {webhooks.rotate}
        </Button>
      </Space>
      {secret ? <Alert type="warning" title={webhooks.secretOnce} description={<span className="mono">{secret}</span>} /> : null}
      {problem === undefined ? null : <Failure error={problem} />}
      {page === undefined && error === undefined ? <Skeleton active /> : null}
      {page?.edges.length === 0 ? <p className="quiet">{webhooks.noDeliveries}</p> : null}
      {page !== undefined && page.edges.length > 0 ? (
        <>
          <DeliveryTable rows={page.edges.map(({ node }) => node)} />
          <Paging pageInfo={page.pageInfo} total={page.totalCount} />
        </>
      ) : null}
    </Drawer>
  );
}

function DeliveryTable({ rows }: { rows: readonly Row[] }) {
  const { webhooks, common } = useText();
  const { n } = useFormat();
  return (
    <Table<Row>
      size="small"
      rowKey="id"
      pagination={false}
      scroll={{ x: 480 }}
      dataSource={[...rows]}
      columns={[
        { key: "at", title: common.time, render: (_, { createdAt }) => <When at={createdAt} /> },
        { key: "event", title: webhooks.event, render: (_, { event }) => <span className="mono">{event}</span> },
        {
          key: "result",
          title: webhooks.result,
          render: (_, row) => (
            <span data-delivery={row.status}>
              {webhooks.outcomes[row.status]} · {webhooks.attempts(n(row.attempts))}
              <Detail row={row} />
            </span>
          ),
        },
      ]}
    />
  );
}

function Detail({ row: { responseStatus, error, nextAttemptAt } }: { row: Row }) {
  const { webhooks } = useText();
  const { at } = useFormat();
  const parts = [
    responseStatus === null ? null : webhooks.httpStatus(String(responseStatus)),
    error,
    nextAttemptAt === null ? null : webhooks.retryAt(at(nextAttemptAt)),
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : <span className="quiet block">{parts.join(" · ")}</span>;
}

import { useMutation, useQuery } from "@apollo/client/react";
import { Button, Skeleton, Space, Table } from "antd";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { useFormat } from "../../ui/format";
import { Nothing } from "../../ui/Nothing";
import { PageHead } from "../../ui/PageHead";
import { useAddress } from "../../ui/useAddress";
import { useAsk } from "../../ui/useAsk";
import { When } from "../../ui/When";
import { Deliveries } from "./Deliveries";
import { DeleteWebhookDocument, UpdateWebhookDocument, WebhooksDocument, type WebhooksQuery } from "./operations.generated";
import { WebhookForm } from "./WebhookForm";

type Row = WebhooksQuery["webhooks"][number];

/** Who else is told how sends and tag jobs go. */
export function WebhooksPage() {
  const { settings, webhooks } = useText();
  const { n } = useFormat();
  const [address, setAddress] = useAddress();
  const { data, error, refetch } = useQuery(WebhooksDocument);
  const rows = data?.webhooks;
  const edited = address.get("edit");
  const looked = rows?.find(({ id }) => id === address.get("webhook"));
  return (
    <>
      <PageHead
        title={settings.title}
        sentence={webhooks.sentence(n(rows?.length ?? 0))}
        actions={<Button onClick={() => setAddress({ edit: "new" })}>{webhooks.add}</Button>}
      />
      {error === undefined ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {rows === undefined && error === undefined ? <Skeleton active /> : null}
      {rows?.length === 0 ? <Nothing>{webhooks.none}</Nothing> : null}
      {rows !== undefined && rows.length > 0 ? <WebhookTable rows={rows} onDeleted={() => void refetch()} /> : null}
      {edited === null || rows === undefined ? null : (
        <WebhookForm
          key={edited}
          webhook={rows.find(({ id }) => id === edited) ?? null}
          onClose={() => setAddress({ edit: null })}
          onSaved={() => void refetch()}
        />
      )}
      {looked === undefined ? null : <Deliveries webhook={looked} onClose={() => setAddress({ webhook: null, after: null, page: null })} />}
    </>
  );
}

function WebhookTable({ rows, onDeleted }: { rows: readonly Row[]; onDeleted: () => void }) {
  const { settings, tags, common, webhooks } = useText();
  return (
    <Table<Row>
      size="middle"
      rowKey="id"
      scroll={{ x: 720 }}
      pagination={false}
      dataSource={[...rows]}
      columns={[
        { key: "url", title: settings.address, render: (_, { url }) => <span className="mono">{url}</span> },
        { key: "events", title: webhooks.events, render: (_, { events }) => events.map((event) => webhooks.names[event]).join("、") },
        { key: "status", title: common.status, render: (_, row) => <State row={row} /> },
        { key: "actions", title: tags.columns.actions, render: (_, row) => <Actions row={row} onDeleted={onDeleted} /> },
      ]}
    />
  );
}

function State({ row: { status, reason, failingSince } }: { row: Row }) {
  const { webhooks } = useText();
  return (
    <span className={status === "STOPPED" ? "bad" : undefined}>
      {webhooks.statuses[status]}
      {failingSince === null ? null : (
        <span className="block">
          {webhooks.failing} <When at={failingSince} />
        </span>
      )}
      {reason === null ? null : <span className="quiet block">{reason}</span>}
    </span>
  );
}

function Actions({ row: { id, url, status }, onDeleted }: { row: Row; onDeleted: () => void }) {
  const { common, webhooks } = useText();
  const [, setAddress] = useAddress();
  const ask = useAsk();
  const [update, { loading }] = useMutation(UpdateWebhookDocument);
  const [remove] = useMutation(DeleteWebhookDocument, { variables: { id }, onCompleted: onDeleted });
  const enabled = status !== "ENABLED";
  return (
    <Space wrap>
      <Button size="small" onClick={() => setAddress({ webhook: id })}>
        {webhooks.deliveries}
      </Button>
      <Button size="small" aria-label={webhooks.editLabel(url)} onClick={() => setAddress({ edit: id })}>
        {common.edit}
      </Button>
      <Button size="small" loading={loading} onClick={() => void update({ variables: { id, enabled } }).catch(() => null)}>
        {enabled ? webhooks.enable : webhooks.disable}
      </Button>
      <Button size="small" onClick={() => ask({ title: webhooks.remove(url), okText: common.delete, danger: true, act: () => remove() })}>
        {common.delete}
      </Button>
    </Space>
  );
}

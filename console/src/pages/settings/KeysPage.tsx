import { useMutation, useQuery } from "@apollo/client/react";
import { Alert, Button, Form, Input, Modal, Select, Skeleton, Table } from "antd";
import { useState } from "react";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { useFormat } from "../../ui/format";
import { Nothing } from "../../ui/Nothing";
import { PageHead } from "../../ui/PageHead";
import { useAsk } from "../../ui/useAsk";
import { When } from "../../ui/When";
import {
  ApiKeysDocument,
  type ApiKeysQuery,
  CreateApiKeyDocument,
  type CreateApiKeyMutationVariables,
  RevokeApiKeyDocument,
} from "./operations.generated";

type Row = ApiKeysQuery["apiKeys"][number];

export function KeysPage() {
  const { settings } = useText();
  const { n } = useFormat();
  const [adding, setAdding] = useState(false);
  const { data, error, refetch } = useQuery(ApiKeysDocument);
  const rows = data?.apiKeys;
  return (
    <>
      <PageHead
        title={settings.title}
        sentence={settings.keysSentence(n(rows?.length ?? 0))}
        actions={<Button onClick={() => setAdding(true)}>{settings.newKey}</Button>}
      />
      {error === undefined ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {rows === undefined && error === undefined ? <Skeleton active /> : null}
      {rows?.length === 0 ? <Nothing>{settings.noKeys}</Nothing> : null}
      {rows !== undefined && rows.length > 0 ? <KeyTable rows={rows} onRevoked={() => void refetch()} /> : null}
      {adding ? <NewKey onClose={() => setAdding(false)} onMade={() => void refetch()} /> : null}
    </>
  );
}

function KeyTable({ rows, onRevoked }: { rows: readonly Row[]; onRevoked: () => void }) {
  const { settings, tags, common } = useText();
  const ask = useAsk();
  const [revoke] = useMutation(RevokeApiKeyDocument, { onCompleted: onRevoked });
  return (
    <Table<Row>
      size="middle"
      rowKey="id"
      scroll={{ x: 480 }}
      pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
      dataSource={[...rows]}
      columns={[
        { key: "name", title: common.name, dataIndex: "name" },
        { key: "role", title: settings.role, render: (_, { role }) => common.roles[role] },
        { key: "created", title: settings.created, render: (_, { createdAt }) => <When at={createdAt} /> },
        {
          key: "actions",
          title: tags.columns.actions,
          render: (_, { id, name }) => (
            <Button
              size="small"
              onClick={() =>
                ask({ title: settings.revokeAsk(name), okText: settings.revoke, danger: true, act: () => revoke({ variables: { id } }) })
              }
            >
              {settings.revoke}
            </Button>
          ),
        },
      ]}
    />
  );
}

function NewKey({ onClose, onMade }: { onClose: () => void; onMade: () => void }) {
  const { settings, common } = useText();
  const [form] = Form.useForm<CreateApiKeyMutationVariables>();
  const [create, { data, error, loading }] = useMutation(CreateApiKeyDocument, { fetchPolicy: "no-cache", onCompleted: onMade });
  const key = data?.createApiKey.key;
  return (
    <Modal
      open
      title={settings.newKey}
      okText={key ? common.close : common.save}
      cancelText={common.cancel}
      okButtonProps={{ loading }}
      onOk={key ? onClose : () => form.submit()}
      onCancel={onClose}
    >
      {error === undefined ? null : <Failure error={error} />}
      {key ? (
        <Alert type="warning" title={settings.keyOnce} description={<span className="mono">{key}</span>} />
      ) : (
        <Form
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{ role: "VIEWER" }}
          onFinish={(variables) => void create({ variables }).catch(() => null)}
        >
          <Form.Item name="name" label={settings.keyName} rules={[{ required: true, whitespace: true }]}>
            <Input maxLength={100} />
          </Form.Item>
          <Form.Item name="role" label={settings.role}>
            <Select options={Object.entries(common.roles).map(([value, label]) => ({ value, label }))} />
          </Form.Item>
        </Form>
      )}
    </Modal>
  );
}

import { useMutation, useQuery } from "@apollo/client/react";
import { Button, Select, Skeleton, Table } from "antd";
import { useState } from "react";
import { type Role, useSession } from "../../session/session";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { useFormat } from "../../ui/format";
import { PageHead } from "../../ui/PageHead";
import { useAsk } from "../../ui/useAsk";
import { NewOperator } from "./NewOperator";
import { OperatorsDocument, type OperatorsQuery, UpdateOperatorDocument } from "./operations.generated";

type Row = OperatorsQuery["operators"][number];

export function OperatorsPage() {
  const { settings } = useText();
  const { n } = useFormat();
  const [adding, setAdding] = useState(false);
  const { data, error, refetch } = useQuery(OperatorsDocument);
  const rows = data?.operators;
  return (
    <>
      <PageHead
        title={settings.title}
        sentence={settings.operatorsSentence(n(rows?.length ?? 0))}
        actions={<Button onClick={() => setAdding(true)}>{settings.newOperator}</Button>}
      />
      {error === undefined ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {rows === undefined ? error === undefined ? <Skeleton active /> : null : <OperatorTable rows={rows} />}
      {adding ? <NewOperator onClose={() => setAdding(false)} onMade={() => void refetch()} /> : null}
    </>
  );
}

function OperatorTable({ rows }: { rows: readonly Row[] }) {
  const { settings, tags, common } = useText();
  const session = useSession();
  const ask = useAsk();
  const [update, { error }] = useMutation(UpdateOperatorDocument);
  const roles = (["VIEWER", "OPERATOR", "APPROVER", "ADMIN"] as const).map((role) => ({ value: role, label: common.roles[role] }));
  // Whoever changed their own role or disabled themselves would be signed out at once.
  const isSelf = ({ id }: Row) => id === session?.operator.id;
  return (
    <>
      {error === undefined ? null : <Failure error={error} />}
      <Table<Row>
        size="middle"
        rowKey="id"
        scroll={{ x: 560 }}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        dataSource={[...rows]}
        columns={[
          { key: "username", title: settings.username, dataIndex: "username" },
          {
            key: "role",
            title: settings.role,
            render: (_, row) =>
              isSelf(row) ? (
                common.roles[row.role]
              ) : (
                <Select<Role>
                  className="value"
                  aria-label={settings.changeRole(row.username)}
                  value={row.role}
                  options={roles}
                  onChange={(role) => void update({ variables: { id: row.id, role } }).catch(() => null)}
                />
              ),
          },
          { key: "state", title: common.status, render: (_, { disabled }) => (disabled ? settings.disabled : settings.active) },
          {
            key: "actions",
            title: tags.columns.actions,
            render: (_, row) =>
              isSelf(row) ? null : row.disabled ? (
                <Button size="small" onClick={() => void update({ variables: { id: row.id, disabled: false } }).catch(() => null)}>
                  {settings.enable}
                </Button>
              ) : (
                <Button
                  size="small"
                  onClick={() =>
                    ask({
                      title: settings.disableAsk(row.username),
                      okText: settings.disable,
                      act: () => update({ variables: { id: row.id, disabled: true } }),
                    })
                  }
                >
                  {settings.disable}
                </Button>
              ),
          },
        ]}
      />
    </>
  );
}

import { Table } from "antd";
import { usePlaces } from "../../audience/places";
import { useText } from "../../text/language";
import { dayOf } from "../../ui/format";
import type { UsersQuery } from "./operations.generated";

type Row = UsersQuery["users"]["edges"][number]["node"];
/** More tags than these would make rows of very different heights. */
const TAGS_SHOWN = 4;

export function UsersTable({ rows, onOpen }: { rows: readonly Row[]; onOpen: (id: string) => void }) {
  const { users } = useText();
  const places = usePlaces();
  const { columns } = users;
  return (
    <Table<Row>
      size="middle"
      rowKey="id"
      pagination={false}
      scroll={{ x: 760 }}
      dataSource={[...rows]}
      onRow={({ id }) => ({ onClick: () => onOpen(id), className: "clickable" })}
      columns={[
        { key: "person", title: columns.person, render: (_, row) => <Person row={row} onOpen={onOpen} /> },
        { key: "phone", title: columns.phone, dataIndex: "phone", render: (phone: string | null) => phone ?? "–" },
        {
          key: "place",
          title: columns.place,
          render: (_, { info }) => places?.pathOf(info?.provinceId ?? null, info?.cityId ?? null) || "–",
        },
        { key: "tags", title: columns.tags, render: (_, { tags }) => <TagNames names={tags.map(({ name }) => name)} /> },
        { key: "state", title: columns.state, render: (_, row) => <State row={row} /> },
        { key: "joined", title: columns.joined, dataIndex: "createdAt", render: dayOf },
      ]}
    />
  );
}

function Person({ row, onOpen }: { row: Row; onOpen: (id: string) => void }) {
  const { users } = useText();
  const name = row.info?.nickname ?? users.anonymous;
  const rest = `${row.info?.realName ?? ""} #${row.id}`;
  return (
    <button
      type="button"
      className="link"
      aria-label={`${users.open(name)} ${rest}`}
      onClick={(event) => {
        event.stopPropagation();
        onOpen(row.id);
      }}
    >
      {name}
      <span className="quiet block">{rest}</span>
    </button>
  );
}

function TagNames({ names }: { names: readonly string[] }) {
  const more = names.length - TAGS_SHOWN;
  return (
    <span title={names.join("、")}>
      {names.slice(0, TAGS_SHOWN).join("、") || "–"}
      {more > 0 ? <span className="quiet"> +{more}</span> : null}
    </span>
  );
}

function State({ row }: { row: Row }) {
  const { users } = useText();
  if (row.blacklisted) return <span className="bad">{users.blacklisted}</span>;
  return (
    <span className={row.subscribed ? undefined : "quiet"}>
      {row.subscribed ? users.subscribed : users.unsubscribed}
      {row.info?.vip ? ` · ${users.vip}` : ""}
    </span>
  );
}

import { useMutation, useQuery } from "@apollo/client/react";
import { Button, Input, Skeleton, Space, Table } from "antd";
import { Link } from "react-router";
import { useMay } from "../../session/session";
import { useLanguage } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { useFormat } from "../../ui/format";
import { Nothing } from "../../ui/Nothing";
import { PageHead } from "../../ui/PageHead";
import { useAddress } from "../../ui/useAddress";
import { DeleteButton } from "./DeleteButton";
import { DeleteTagDocument, TagListDocument } from "./operations.generated";
import { TagDrawer } from "./TagDrawer";
import type { TagRow } from "./tag-row";

export function TagsPage() {
  const { text, apiLanguage } = useLanguage();
  const { tags } = text;
  const { n } = useFormat();
  const mayWrite = useMay("OPERATOR");
  const [address, setAddress] = useAddress();
  const search = address.get("search") ?? "";
  const { data, previousData, error, refetch } = useQuery(TagListDocument, {
    variables: { search: search === "" ? null : search, language: apiLanguage },
  });
  const rows = (data ?? previousData)?.tags;
  const chosen = address.get("tag");
  return (
    <>
      <PageHead
        title={tags.title}
        sentence={tags.tagSentence(n(rows?.length ?? 0))}
        actions={mayWrite ? <Button onClick={() => setAddress({ tag: "new" })}>{tags.newTag}</Button> : undefined}
      />
      <Input.Search
        data-search
        key={search}
        className="search-box"
        defaultValue={search}
        allowClear
        maxLength={64}
        aria-label={tags.searchTags}
        placeholder={tags.searchTags}
        onSearch={(next) => setAddress({ search: next.trim() })}
      />
      {error === undefined ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {rows === undefined && error === undefined ? <Skeleton active /> : null}
      {rows?.length === 0 ? <Nothing>{search === "" ? tags.noTags : tags.noTagsFound}</Nothing> : null}
      {rows !== undefined && rows.length > 0 ? (
        <TagTable rows={rows} onEdit={(id) => setAddress({ tag: id })} onDeleted={() => void refetch()} />
      ) : null}
      {chosen === null || rows === undefined ? null : (
        <TagDrawer
          key={chosen}
          tag={rows.find(({ id }) => id === chosen) ?? null}
          onClose={() => setAddress({ tag: null })}
          onSaved={() => void refetch()}
        />
      )}
    </>
  );
}

function TagTable({ rows, onEdit, onDeleted }: { rows: readonly TagRow[]; onEdit: (id: string) => void; onDeleted: () => void }) {
  const { tags, common } = useLanguage().text;
  const { n } = useFormat();
  const mayWrite = useMay("OPERATOR");
  const { columns } = tags;
  return (
    <Table<TagRow>
      size="middle"
      rowKey="id"
      scroll={{ x: 720 }}
      dataSource={[...rows]}
      pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
      columns={[
        { key: "name", title: columns.name, render: (_, { name, description }) => <Name name={name} description={description} /> },
        { key: "group", title: columns.group, dataIndex: "group", render: (group: string | null) => group ?? "–" },
        {
          key: "users",
          title: columns.users,
          align: "right",
          render: (_, { id, users }) => <Link to={`/users?audience=${encodeURIComponent(JSON.stringify({ tag: id }))}`}>{n(users)}</Link>,
        },
        { key: "rule", title: columns.rule, render: (_, { rule }) => rule?.text ?? <span className="quiet">{tags.manual}</span> },
        { key: "wechat", title: columns.wechat, render: (_, tag) => <Mirror tag={tag} /> },
        ...(mayWrite
          ? [
              {
                key: "actions",
                title: columns.actions,
                render: (_: unknown, tag: TagRow) => (
                  <Space>
                    <Button size="small" aria-label={`${common.edit} ${tag.name}`} onClick={() => onEdit(tag.id)}>
                      {common.edit}
                    </Button>
                    <DeleteTag tag={tag} onDeleted={onDeleted} />
                  </Space>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}

function Name({ name, description }: { name: string; description: string | null }) {
  return (
    <>
      {name}
      {description ? <span className="quiet block">{description}</span> : null}
    </>
  );
}

function Mirror({ tag }: { tag: TagRow }) {
  const { tags } = useLanguage().text;
  const { n } = useFormat();
  if (tag.mirror === null) return <span className="quiet">–</span>;
  const { state, pending, error } = tag.mirror;
  return (
    <span className={state === "FAILED" ? "bad" : undefined} title={error ?? undefined}>
      {tags.mirrorStates[state]}
      {pending > 0 ? <span className="quiet"> {tags.pending(n(pending))}</span> : null}
      {error ? <span className="quiet block">{error}</span> : null}
    </span>
  );
}

function DeleteTag({ tag: { id, name, users }, onDeleted }: { tag: TagRow; onDeleted: () => void }) {
  const { tags } = useLanguage().text;
  const { n } = useFormat();
  const [remove] = useMutation(DeleteTagDocument, { variables: { id } });
  return (
    <DeleteButton
      name={name}
      question={tags.deleteTag(name, n(users))}
      okText={tags.deleteTagButton(n(users))}
      danger
      remove={() => remove()}
      onDeleted={onDeleted}
    />
  );
}

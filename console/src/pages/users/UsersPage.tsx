import { useQuery } from "@apollo/client/react";
import { Button, Drawer, Input, Skeleton } from "antd";
import { useState } from "react";
import { AudiencePicker } from "../../audience/AudiencePicker";
import { parseInput } from "../../audience/expression";
import { useMay } from "../../session/session";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { useFormat } from "../../ui/format";
import { Nothing } from "../../ui/Nothing";
import { PageHead } from "../../ui/PageHead";
import { Paging } from "../../ui/Paging";
import { useAddress } from "../../ui/useAddress";
import { ExportDrawer } from "./ExportDrawer";
import { UsersDocument } from "./operations.generated";
import { UserDrawer } from "./UserDrawer";
import { UsersTable } from "./UsersTable";
import "./users.css";

export function UsersPage() {
  const { users } = useText();
  const { n } = useFormat();
  const [address, setAddress] = useAddress();
  const mayExport = useMay("OPERATOR");
  const search = address.get("search") ?? "";
  const audience = parseInput(address.get("audience"));
  const { data, previousData, error, refetch } = useQuery(UsersDocument, {
    variables: { audience, search: search === "" ? null : search, after: address.get("after") },
  });
  const page = (data ?? previousData)?.users;
  return (
    <>
      <PageHead title={users.title} sentence={page === undefined ? users.title : users.found(n(page.totalCount))} />
      <div className="filters">
        <Input.Search
          data-search
          // A new search, by the back button for instance, is a new box.
          key={search}
          defaultValue={search}
          allowClear
          maxLength={64}
          aria-label={users.searchLabel}
          placeholder={users.searchLabel}
          onSearch={(next) => setAddress({ search: next.trim(), after: null, page: null })}
        />
        <AudienceFilter />
        {mayExport ? <Button onClick={() => setAddress({ export: "1" })}>{users.export}</Button> : null}
      </div>
      {error === undefined ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {page === undefined && error === undefined ? <Skeleton active /> : null}
      {page === undefined ? null : page.edges.length === 0 ? (
        <Nothing>{users.none}</Nothing>
      ) : (
        <div className={data === undefined ? "stale" : undefined}>
          <UsersTable rows={page.edges.map(({ node }) => node)} onOpen={(id) => setAddress({ user: id })} />
          <Paging pageInfo={page.pageInfo} total={page.totalCount} />
        </div>
      )}
      {mayExport && address.get("export") !== null && page !== undefined ? (
        <ExportDrawer audience={audience} count={page.totalCount} isSearched={search !== ""} onClose={() => setAddress({ export: null })} />
      ) : null}
      <UserDrawer id={address.get("user")} audience={audience} onClose={() => setAddress({ user: null })} />
    </>
  );
}

function AudienceFilter() {
  const { users, common } = useText();
  const [address, setAddress] = useAddress();
  const [open, setOpen] = useState(false);
  const present = parseInput(address.get("audience"));
  return (
    <>
      <Button onClick={() => setOpen(true)}>{present === null ? users.filter : users.filtered}</Button>
      {present === null ? null : (
        <Button type="text" onClick={() => setAddress({ audience: null, after: null, page: null })}>
          {users.clearFilter}
        </Button>
      )}
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        title={users.filter}
        size={640}
        destroyOnHidden
        extra={<Button onClick={() => setOpen(false)}>{common.close}</Button>}
      >
        <AudiencePicker
          initial={present}
          onChange={(input) => {
            if (input !== null) setAddress({ audience: JSON.stringify(input), after: null, page: null }, { replace: true });
          }}
        />
      </Drawer>
    </>
  );
}

import { useQuery } from "@apollo/client/react";
import { Descriptions } from "antd";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { useFormat } from "../../ui/format";
import { PageHead } from "../../ui/PageHead";
import { Panel } from "../../ui/Panel";
import { AccountStateDocument, TokenInfoDocument } from "./operations.generated";
import { Quotas } from "./Quotas";
import { Sync } from "./Sync";
import { Token } from "./Token";

/** Can WeChat be reached? */
export function AccountPage() {
  const { settings, common } = useText();
  const { at } = useFormat();
  const account = useQuery(AccountStateDocument);
  const token = useQuery(TokenInfoDocument, { errorPolicy: "all" });
  const state = token.data?.accessToken;
  const sentence = state ? settings.connected(at(state.expiresAt)) : token.error === undefined ? common.loading : settings.notConnected;
  const tenant = account.data?.tenant;
  return (
    <>
      <PageHead title={settings.title} sentence={sentence} />
      {token.error === undefined ? null : <Failure error={token.error} onRetry={() => void token.refetch()} />}
      <div className="columns">
        <div className="stack">
          <Panel title={settings.account}>
            {tenant === undefined ? null : (
              <Descriptions
                column={1}
                size="small"
                items={[
                  { key: "name", label: settings.name, children: tenant.name },
                  { key: "appId", label: settings.appId, children: tenant.appId },
                  { key: "kind", label: settings.kind, children: settings.kinds[tenant.kind] },
                  { key: "verified", label: settings.verified, children: tenant.verified ? common.yes : common.no },
                  { key: "environment", label: settings.environment, children: tenant.sandbox ? settings.sandbox : settings.real },
                ]}
              />
            )}
          </Panel>
          <Quotas />
        </div>
        <div className="stack">
          <Token state={state ?? null} onChanged={() => void token.refetch()} />
          <Sync />
        </div>
      </div>
    </>
  );
}

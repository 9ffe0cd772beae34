import { useMutation } from "@apollo/client/react";
import { Button, Descriptions, Space } from "antd";
import { useMay } from "../../session/session";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { Panel } from "../../ui/Panel";
import { useAsk } from "../../ui/useAsk";
import { Moment, When } from "../../ui/When";
import { RefreshTokenDocument, type TokenInfoQuery } from "./operations.generated";
import { ReplaceToken } from "./ReplaceToken";

/** What may be told of the token: never itself. */
export function Token({ state, onChanged }: { state: TokenInfoQuery["accessToken"] | null; onChanged: () => void }) {
  const { settings } = useText();
  const isAdmin = useMay("ADMIN");
  const ask = useAsk();
  const [refresh, { error, loading }] = useMutation(RefreshTokenDocument, { onCompleted: onChanged });
  return (
    <Panel title={settings.token}>
      <p className="quiet">{settings.tokenLead}</p>
      {state === null ? null : (
        <Descriptions
          column={1}
          size="small"
          items={[
            { key: "fingerprint", label: settings.fingerprint, children: <span className="mono">{state.fingerprint}</span> },
            { key: "expires", label: settings.expires, children: <Moment at={state.expiresAt} /> },
            { key: "refreshed", label: settings.refreshed, children: <When at={state.refreshedAt} /> },
            { key: "version", label: settings.version, children: state.version },
            { key: "source", label: settings.source, children: state.source },
          ]}
        />
      )}
      {error === undefined ? null : <Failure error={error} />}
      {isAdmin ? (
        <Space wrap>
          <Button loading={loading} onClick={() => void refresh({ variables: { force: false } }).catch(() => null)}>
            {settings.refresh}
          </Button>
          <Button
            onClick={() =>
              ask({
                title: settings.force,
                content: settings.forceAsk,
                okText: settings.force,
                danger: true,
                act: () => refresh({ variables: { force: true } }),
              })
            }
          >
            {settings.force}
          </Button>
          <ReplaceToken onChanged={onChanged} />
        </Space>
      ) : null}
    </Panel>
  );
}

import { useMutation, useQuery } from "@apollo/client/react";
import { Button } from "antd";
import { useMay } from "../../session/session";
import { useText } from "../../text/language";
import { useFormat } from "../../ui/format";
import { Panel } from "../../ui/Panel";
import { useAsk } from "../../ui/useAsk";
import { useErrorLine } from "../../ui/useErrorWords";
import { ClearQuotaDocument, QuotaDocument } from "./operations.generated";

/** The interfaces that Tagcast's work hangs on. */
const PATHS = [
  "/cgi-bin/message/mass/send",
  "/cgi-bin/message/mass/sendall",
  "/cgi-bin/message/mass/preview",
  "/cgi-bin/user/get",
  "/cgi-bin/user/info/batchget",
  "/cgi-bin/tags/members/batchtagging",
];

export function Quotas() {
  const { settings } = useText();
  const isAdmin = useMay("ADMIN");
  const ask = useAsk();
  const [clear] = useMutation(ClearQuotaDocument, { refetchQueries: [QuotaDocument] });
  return (
    <Panel title={settings.quotas}>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{settings.interface}</th>
            <th scope="col">{settings.used}</th>
            <th scope="col">{settings.limit}</th>
            <th scope="col">{settings.remaining}</th>
          </tr>
        </thead>
        <tbody>
          {PATHS.map((path) => (
            <QuotaRow key={path} path={path} />
          ))}
        </tbody>
      </table>
      {isAdmin ? (
        <Button
          onClick={() =>
            ask({ title: settings.clear, content: settings.clearAsk, okText: settings.clear, danger: true, act: () => clear() })
          }
        >
          {settings.clear}
        </Button>
      ) : null}
    </Panel>
  );
}

function QuotaRow({ path }: { path: string }) {
  const { settings } = useText();
  const { n } = useFormat();
  const lineOf = useErrorLine();
  const { data, error } = useQuery(QuotaDocument, { variables: { path } });
  const quota = data?.apiQuota;
  const number = (value: number | undefined) => (value === undefined ? "–" : n(value));
  return (
    <tr title={error === undefined ? undefined : lineOf(error)}>
      <th scope="row">{path.replace("/cgi-bin/", "")}</th>
      <td>{number(quota?.used)}</td>
      {quota?.dailyLimit === 0 ? (
        <td colSpan={2}>{settings.noLimit}</td>
      ) : (
        <>
          <td>{number(quota?.dailyLimit)}</td>
          <td>{number(quota?.remaining)}</td>
        </>
      )}
    </tr>
  );
}

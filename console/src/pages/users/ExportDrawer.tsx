import { useMutation, useQuery } from "@apollo/client/react";
import { Button, Drawer } from "antd";
import type { AudienceInput } from "../../audience/expression";
import { useMay } from "../../session/session";
import { useLanguage } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { useFormat } from "../../ui/format";
import { ThinBar } from "../../ui/SendLine";
import { When } from "../../ui/When";
import { type ExportStateFragment, ExportUsersDocument, UserExportsDocument } from "./operations.generated";

const POLL_MS = 1_500;

interface ExportDrawerProps {
  audience: AudienceInput | null;
  count: number;
  /** Whether the list is what a word found, which no export can say. */
  isSearched: boolean;
  onClose: () => void;
}

/** The users of the list as a file, and the latest files with their links. */
export function ExportDrawer({ audience, count, isSearched, onClose }: ExportDrawerProps) {
  const { language, text } = useLanguage();
  const { users } = text;
  const { n } = useFormat();
  const isAdmin = useMay("ADMIN");
  const [start, { error, loading }] = useMutation(ExportUsersDocument, {
    refetchQueries: [UserExportsDocument],
    awaitRefetchQueries: true,
  });
  const begin = () => {
    const header = language === "zh" ? ("CHINESE" as const) : ("KEYS" as const);
    void start({ variables: { input: { audience: audience ?? { everyone: true }, header } } }).catch(() => null);
  };
  return (
    <Drawer open onClose={onClose} size={480} title={users.export}>
      <p>{isSearched ? users.exportSearch : users.exportLead(n(count))}</p>
      <p className="quiet">{isAdmin ? users.exportWhole : users.exportMasked}</p>
      {error === undefined ? null : <Failure error={error} />}
      <Button disabled={isSearched || count === 0} loading={loading} onClick={begin}>
        {users.exportStart(n(count))}
      </Button>
      <h3>{users.exports}</h3>
      <Exports />
    </Drawer>
  );
}

function Exports() {
  const { users } = useLanguage().text;
  const { data, error } = useQuery(UserExportsDocument, { pollInterval: POLL_MS });
  if (error !== undefined && data === undefined) return <Failure error={error} />;
  const rows = data?.userExports.edges ?? [];
  if (data !== undefined && rows.length === 0) return <p className="quiet">{users.noExports}</p>;
  return (
    <ul className="send-lines">
      {rows.map(({ node }) => (
        <ExportLine key={node.id} file={node} />
      ))}
    </ul>
  );
}

function ExportLine({ file }: { file: ExportStateFragment }) {
  const { users } = useLanguage().text;
  const { n, at } = useFormat();
  const { audience, createdAt, createdBy, fileName, status, done, total, downloadUrl, error, expiresAt } = file;
  const isUnderWay = status === "QUEUED" || status === "RUNNING";
  return (
    <li className="send-line" data-export={status}>
      <div className="send-line-head">
        <span>{audience}</span>
        {downloadUrl === null ? (
          <span className="state">{users.exportStates[status]}</span>
        ) : (
          <a href={downloadUrl} download={fileName} aria-label={users.downloadLabel(fileName)}>
            {users.download}
          </a>
        )}
      </div>
      {isUnderWay ? <ThinBar share={total === 0 ? 0 : done / total} ended={false} /> : null}
      <div className="quiet send-line-foot">
        <span>
          {users.exportProgress(n(done), n(total))} · {createdBy}
        </span>
        <span>{status === "READY" && expiresAt !== null ? users.keptUntil(at(expiresAt)) : <When at={createdAt} />}</span>
      </div>
      {error === null ? null : <p className="bad">{error}</p>}
    </li>
  );
}

import { useQuery } from "@apollo/client/react";
import { Link } from "react-router";
import { useMay, useSession } from "../../session/session";
import { useText } from "../../text/language";
import { dayOf, today, useFormat } from "../../ui/format";
import { Panel } from "../../ui/Panel";
import { useErrorLine } from "../../ui/useErrorWords";
import { Wait, type Waiting } from "../../ui/Wait";
import { OpenDeletionsDocument, type OverviewQuery, TokenStateDocument } from "./operations.generated";

interface Matter {
  key: string;
  text: string;
  detail?: string | null;
  wait?: Waiting;
  to: string;
}

/** What waits for a person, the gravest first; a quiet line when nothing does. */
export function ToDo({ data }: { data: OverviewQuery }) {
  const { overview } = useText();
  const matters = useMatters(data);
  if (matters.length === 0) return <p className="all-well quiet">{overview.nothing}</p>;
  return (
    <Panel title={overview.todo} className="todo">
      <ul>
        {matters.map(({ key, text, detail, wait, to }) => (
          <li key={key}>
            <span>
              {text}
              {wait === undefined ? null : <Wait of={wait} />}
              {detail ? <span className="quiet block">{detail}</span> : null}
            </span>
            <Link to={to} aria-label={`${overview.look}: ${text}`}>
              {overview.look}
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function useMatters(data: OverviewQuery): Matter[] {
  const { overview } = useText();
  const { n } = useFormat();
  const lineOf = useErrorLine();
  const token = useQuery(TokenStateDocument);
  const isAdmin = useMay("ADMIN");
  const deletions = useQuery(OpenDeletionsDocument, { skip: !isAdmin });
  const open = deletions.data?.deletionRequests.totalCount ?? 0;
  const tokenLost = token.error !== undefined && token.data === undefined;
  return [
    ...(tokenLost ? [{ key: "token", text: overview.token, detail: lineOf(token.error), to: "/settings" }] : []),
    ...useSendMatters(data),
    ...data.tags
      .filter(({ mirror }) => mirror?.state === "FAILED")
      .map(({ id, name, mirror }) => ({
        key: `tag${id}`,
        text: overview.mirrorFailed(name),
        detail: mirror?.error,
        to: `/tags/list?tag=${id}`,
      })),
    ...(open > 0 ? [{ key: "deletions", text: overview.deletions(n(open)), to: "/settings/deletions" }] : []),
  ];
}

/** Failures are news for a day; what is paused, unclear or before WeChat's administrator stays until somebody decides. */
function useSendMatters(data: OverviewQuery): Matter[] {
  const { overview } = useText();
  const day = today();
  const mayApprove = useMay("APPROVER") && data.tenant.approval === "REQUIRED";
  const self = useSession()?.operator.id;
  return data.massSends.edges.flatMap(({ node: { id, name, status, error, createdAt, createdBy, approval, progress } }) => {
    const matter = { key: id, detail: error, to: `/sends/${id}` };
    const waits = { ...matter, wait: progress };
    if (status === "DRAFT" && mayApprove && approval === null && error === null && createdBy.id !== self)
      return [{ ...matter, text: overview.toApprove(name), detail: createdBy.username, to: `/sends/${id}?step=confirm` }];
    if (status === "DRAFT" && error !== null && createdBy.id === self) return [{ ...matter, text: overview.sentBack(name) }];
    if (status === "NEEDS_ATTENTION") return [{ ...matter, text: overview.attention(name) }];
    if (status === "PAUSED") return [{ ...waits, text: overview.paused(name) }];
    if (progress.waitingFor === "ADMINISTRATOR") return [{ ...waits, text: overview.administrator(name) }];
    if (status === "FAILED" && dayOf(createdAt) === day) return [{ ...matter, text: overview.failed(name) }];
    return [];
  });
}

import { Link } from "react-router";
import { useText } from "../text/language";
import { useFormat } from "./format";
import { ENDED, type SendSummary, WAITING } from "./sends";
import { Wait } from "./Wait";
import { When } from "./When";

/** One send in a list: name, state, a thin bar of how far it is. */
export function SendLine({ send }: { send: SendSummary }) {
  const { id, name, status, progress, startedAt, createdAt } = send;
  const { sends } = useText();
  const { n } = useFormat();
  const { recipients, accepted } = progress;
  return (
    <li className="send-line">
      <div className="send-line-head">
        <Link to={`/sends/${id}`}>{name}</Link>
        <SendState status={status} />
      </div>
      {recipients > 0 ? <ThinBar share={accepted / recipients} ended={ENDED.includes(status)} /> : null}
      <div className="quiet send-line-foot">
        <span>
          {recipients > 0 ? sends.acceptedOf(n(accepted), n(recipients)) : null}
          {recipients === 0 && progress.waitingFor === null ? sends.notStarted : null}
          <Wait of={progress} />
        </span>
        <When at={startedAt ?? createdAt} />
      </div>
    </li>
  );
}

export function ThinBar({ share, ended }: { share: number; ended: boolean }) {
  return (
    <div className="thin-bar" aria-hidden="true">
      <div className={ended ? "thin-fill ended" : "thin-fill"} style={{ width: `${Math.min(1, share) * 100}%` }} />
    </div>
  );
}

/** The state in a word; only what waits for a person is coloured. */
export function SendState({ status }: { status: SendSummary["status"] }) {
  const { sends } = useText();
  const kind = WAITING.includes(status) ? "waiting" : ENDED.includes(status) || status === "DRAFT" ? "ended" : "moving";
  return <span className={`state ${kind}`}>{sends.statuses[status]}</span>;
}

import { useText } from "../../text/language";
import { Moment } from "../../ui/When";
import type { SendDetail } from "./send-detail";

export function Events({ send }: { send: SendDetail }) {
  const { sends } = useText();
  const { eventNames } = sends;
  const events = [
    { name: eventNames.created, at: send.createdAt, by: send.createdBy.username },
    { name: eventNames.approved, at: send.approval?.at ?? null, by: send.approvedBy?.username ?? null },
    { name: eventNames.started, at: send.startedAt, by: null },
    { name: eventNames.finished, at: send.finishedAt, by: null },
    { name: sends.recallRequested, at: send.recallRequestedAt, by: null },
  ];
  return (
    <ol className="events">
      {events
        .filter(({ at }) => at !== null)
        .map(({ name, at, by }) => (
          <li key={name}>
            <Moment at={at} /> {name} {by === null ? null : <span className="quiet">{sends.by(by)}</span>}
          </li>
        ))}
    </ol>
  );
}

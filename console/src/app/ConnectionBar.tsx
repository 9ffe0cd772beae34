import { useLostSince } from "../apollo/connection";
import { useText } from "../text/language";
import { useNow } from "../ui/useNow";

/** There while the server does not answer; goes by itself. */
export function ConnectionBar() {
  const lostSince = useLostSince();
  return (
    <div role="status" aria-live="polite">
      {lostSince === null ? null : <Lost since={lostSince} />}
    </div>
  );
}

function Lost({ since }: { since: number }) {
  const { shell } = useText();
  const now = useNow();
  return <p className="connection-bar">{shell.offline(String(Math.max(1, Math.round((now - since) / 1000))))}</p>;
}

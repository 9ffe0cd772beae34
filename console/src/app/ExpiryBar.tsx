import { useEffect } from "react";
import { endSession, useSession } from "../session/session";
import { useText } from "../text/language";
import { useNow } from "../ui/useNow";

/** Told so long before the end. */
const WARN_MS = 10 * 60_000;

/** Says that the session is about to end, and ends it here when it does. */
export function ExpiryBar() {
  const { session: text } = useText();
  const session = useSession();
  const now = useNow(5_000);
  const left = session === null ? Number.POSITIVE_INFINITY : new Date(session.expiresAt).getTime() - now;
  useEffect(() => {
    if (left <= 0) endSession("ended");
  }, [left]);
  if (left > WARN_MS) return null;
  return (
    <p role="status" className="expiry-bar">
      {text.expiresSoon(String(Math.max(1, Math.ceil(left / 60_000))))}
    </p>
  );
}

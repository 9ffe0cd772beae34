import { useText } from "../../text/language";
import { useFormat } from "../../ui/format";
import { useWait } from "../../ui/Wait";
import type { SendDetail } from "./send-detail";

/** Where a send stands, in one sentence with its numbers, and for whom or what it waits. */
export function useSentence({ progress }: SendDetail): string {
  const { sends, waiting } = useText();
  const { live } = sends;
  const wait = useWait(progress);
  const { n, duration } = useFormat();
  const { status, recipients, accepted, sent, batchesUnknown, etaSeconds } = progress;
  const eta = etaSeconds === null ? null : duration(etaSeconds);
  switch (status) {
    case "PREPARING":
      return live.preparing;
    case "SENDING":
      return eta === null ? live.sendingNoEta(n(accepted), n(recipients)) : live.sending(n(accepted), n(recipients), eta);
    case "AWAITING_RESULTS":
      if (progress.waitingFor === "ADMINISTRATOR" && wait !== null) return waiting.joined(live.taken(n(accepted)), wait);
      return eta === null ? live.awaitingNoEta(n(accepted)) : live.awaiting(n(accepted), eta);
    case "PAUSED":
      return wait === null ? live.paused(n(accepted), n(recipients)) : waiting.joined(live.paused(n(accepted), n(recipients)), wait);
    case "NEEDS_ATTENTION":
      return live.attention(n(batchesUnknown));
    case "COMPLETED":
      // WeChat gave no counts: they are unknown rather than nought.
      return sent === 0 && accepted > 0 ? live.completedUnknown(n(accepted)) : live.completed(n(sent), n(recipients));
    case "FAILED":
      return live.failed(n(accepted), n(recipients));
    case "CANCELLED":
      return live.cancelled(n(accepted), n(recipients - accepted));
    case "RECALLED":
      return live.recalled;
    case "SCHEDULED":
      return live.scheduled;
    case "DRAFT":
      return "";
  }
}

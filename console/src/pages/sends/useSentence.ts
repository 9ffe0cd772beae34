import { useText } from "../../text/language";
import { useFormat } from "../../ui/format";
import type { SendDetail } from "./send-detail";

/** Where a send stands, in one sentence with its numbers. */
export function useSentence({ progress }: SendDetail): string {
  const { live } = useText().sends;
  const { n, duration } = useFormat();
  const { status, recipients, accepted, sent, batchesUnknown, etaSeconds } = progress;
  const eta = etaSeconds === null ? null : duration(etaSeconds);
  switch (status) {
    case "PREPARING":
      return live.preparing;
    case "SENDING":
      return eta === null ? live.sendingNoEta(n(accepted), n(recipients)) : live.sending(n(accepted), n(recipients), eta);
    case "AWAITING_RESULTS":
      return eta === null ? live.awaitingNoEta(n(accepted)) : live.awaiting(n(accepted), eta);
    case "PAUSED":
      return live.paused(n(accepted), n(recipients));
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

import { useText } from "../../text/language";
import { Funnel } from "../../ui/Funnel";
import { useFormat } from "../../ui/format";
import type { SendDetail } from "./send-detail";

/** Frozen audience, submitted, delivered; each loss with its name. What WeChat has not told is outstanding, not lost. */
export function ResultFunnel({ progress }: { progress: SendDetail["progress"] }) {
  const { sends } = useText();
  const { n } = useFormat();
  const { recipients, accepted, sent, filtered, failed } = progress;
  const outstanding = Math.max(0, accepted - sent - filtered - failed);
  const named = (count: number, words: (count: string) => string) => (count > 0 ? [words(n(count))] : []);
  return (
    <Funnel
      label={sends.resultFunnel}
      stages={[
        { key: "recipients", label: sends.stages.recipients, value: recipients },
        { key: "accepted", label: sends.stages.accepted, value: accepted, losses: named(recipients - accepted, sends.losses.notSubmitted) },
        {
          key: "sent",
          label: sends.stages.sent,
          value: sent,
          losses: [
            ...named(filtered, sends.losses.filtered),
            ...named(failed, sends.losses.failed),
            ...named(outstanding, sends.losses.waiting),
          ],
        },
      ]}
    />
  );
}

import { Button } from "antd";
import { parseInput } from "../../audience/expression";
import { useAudienceAnswer } from "../../audience/useAudienceAnswer";
import { useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { Funnel } from "../../ui/Funnel";
import { useFormat } from "../../ui/format";
import type { SendDetail } from "./send-detail";

/** What will happen: from the audience to those a send reaches, with what is lost on the way. */
export function EstimateStep({ send, onNext }: { send: SendDetail; onNext: () => void }) {
  const { sends } = useText();
  const { n } = useFormat();
  const { answer, error } = useAudienceAnswer(parseInput(send.rule.json), 0);
  if (error !== undefined) return <Failure error={error} />;
  if (answer === null) return null;
  const { count, reachable } = answer;
  const lost = count - reachable;
  return (
    <section className="panel stack" aria-label={sends.funnel}>
      <Funnel
        label={sends.funnel}
        stages={[
          { key: "target", label: sends.target, value: count },
          { key: "reachable", label: sends.reachable, value: reachable, losses: lost > 0 ? [sends.loss(n(lost))] : [sends.noLoss] },
        ]}
      />
      <p className="quiet">{sends.recipientsMove}</p>
      {reachable < 2 ? <p className="bad">{sends.tooFew}</p> : null}
      <div>
        <Button disabled={reachable < 2} onClick={onNext}>
          {sends.nextStep}
        </Button>
      </div>
    </section>
  );
}

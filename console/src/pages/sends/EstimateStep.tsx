import { useQuery } from "@apollo/client/react";
import { Button, Skeleton } from "antd";
import { parseInput } from "../../audience/expression";
import { useLanguage, useText } from "../../text/language";
import { Failure } from "../../ui/Failure";
import { Funnel } from "../../ui/Funnel";
import { useFormat } from "../../ui/format";
import { ForecastDocument, type ForecastQuery } from "./operations.generated";
import type { SendDetail } from "./send-detail";

/** What WeChat means by no limit. */
const NO_LIMIT = 2_147_483_647;

/** What will happen: from the audience to those a send reaches, with each loss named, and what it takes. */
export function EstimateStep({ send, onNext }: { send: SendDetail; onNext: () => void }) {
  const {
    text: { sends },
    apiLanguage,
  } = useLanguage();
  const { data, error, refetch } = useQuery(ForecastDocument, {
    variables: { audience: parseInput(send.rule.json) ?? { everyone: true }, id: send.id, language: apiLanguage },
    fetchPolicy: "network-only",
  });
  if (error !== undefined) return <Failure error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton active />;
  const forecast = data.massSendForecast;
  const { reachable, refusal, warnings } = forecast;
  return (
    <section className="panel stack" aria-label={sends.funnel}>
      <Stages forecast={forecast} />
      <Effort forecast={forecast} />
      {warnings.map((warning) => (
        <p key={warning} className="send-error">
          {warning}
        </p>
      ))}
      {refusal === null ? null : <p className="bad">{refusal}</p>}
      {reachable < 2 ? <p className="bad">{sends.tooFew}</p> : null}
      <p className="quiet">{sends.recipientsMove}</p>
      <div>
        <Button disabled={reachable < 2 || refusal !== null} onClick={onNext}>
          {sends.nextStep}
        </Button>
      </div>
    </section>
  );
}

function Stages({ forecast }: { forecast: ForecastQuery["massSendForecast"] }) {
  const { sends } = useText();
  const { n } = useFormat();
  const { count, reachable, notSubscribed, blacklisted, overMonthlyLimit } = forecast;
  const named = (people: number, words: (count: string) => string) => (people > 0 ? [words(n(people))] : []);
  const losses = [
    ...named(notSubscribed, sends.forecast.notSubscribed),
    ...named(blacklisted, sends.forecast.blacklisted),
    ...named(overMonthlyLimit, sends.forecast.overMonthlyLimit),
  ];
  return (
    <Funnel
      label={sends.funnel}
      stages={[
        { key: "target", label: sends.target, value: count },
        { key: "reachable", label: sends.reachable, value: reachable, losses: losses.length === 0 ? [sends.noLoss] : losses },
      ]}
    />
  );
}

function Effort({ forecast }: { forecast: ForecastQuery["massSendForecast"] }) {
  const { sends } = useText();
  const { n, duration } = useFormat();
  const { method, batches, minimumSeconds, dailyCallsLeft, atLimitAfterwards } = forecast;
  return (
    <p>
      {sends.forecast.methods[method]} · {sends.forecast.effort(n(batches), duration(minimumSeconds))}
      {dailyCallsLeft === NO_LIMIT ? null : <span className="quiet block">{sends.forecast.callsLeft(n(dailyCallsLeft))}</span>}
      {atLimitAfterwards === 0 ? null : <span className="quiet block">{sends.forecast.atLimit(n(atLimitAfterwards))}</span>}
    </p>
  );
}

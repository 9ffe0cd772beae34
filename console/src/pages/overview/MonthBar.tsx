import { useQuery } from "@apollo/client/react";
import { useText } from "../../text/language";
import { useFormat } from "../../ui/format";
import { MonthLeftDocument } from "./operations.generated";

/** How many of those a send may reach had their four this month; of a service account. */
export function MonthBar() {
  const { overview } = useText();
  const { n } = useFormat();
  const { data } = useQuery(MonthLeftDocument);
  if (data === undefined || data.tenant.kind !== "SERVICE") return null;
  const { reachable, overMonthlyLimit } = data.massSendForecast;
  const all = reachable + overMonthlyLimit;
  if (all === 0) return null;
  return (
    <>
      <div className="quota-track" aria-hidden="true">
        <div className="quota-fill" style={{ width: `${(overMonthlyLimit / all) * 100}%` }} />
      </div>
      <p>
        {overview.monthFull(n(overMonthlyLimit), n(all))} <span className="quiet">{overview.monthLeft(n(reachable))}</span>
      </p>
    </>
  );
}

import { useQuery } from "@apollo/client/react";
import { useText } from "../../text/language";
import { useFormat } from "../../ui/format";
import { MonthLeftDocument } from "./operations.generated";

/** How many of those a send may reach have one left this month; of a service account, whose followers get four. */
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
        <div className="quota-fill" style={{ width: `${(reachable / all) * 100}%` }} />
      </div>
      <p>
        {overview.monthLeft(n(reachable))} <span className="quiet">{overview.monthFull(n(overMonthlyLimit))}</span>
      </p>
    </>
  );
}

import { useQuery } from "@apollo/client/react";
import { useText } from "../../text/language";
import { useFormat } from "../../ui/format";
import { Panel } from "../../ui/Panel";
import { MonthBar } from "./MonthBar";
import { MassQuotaDocument } from "./operations.generated";

/** Today's mass calls against what WeChat allows. */
export function QuotaBar() {
  const { overview } = useText();
  const { n } = useFormat();
  const { data, loading } = useQuery(MassQuotaDocument);
  const quota = data?.apiQuota;
  if (loading && quota === undefined) return null;
  return (
    <Panel title={overview.quotaTitle}>
      {quota === undefined || quota.dailyLimit === 0 ? (
        <p className="quiet">{overview.noQuota}</p>
      ) : (
        <>
          <div className="quota-track" aria-hidden="true">
            <div className="quota-fill" style={{ width: `${Math.min(100, (quota.used / quota.dailyLimit) * 100)}%` }} />
          </div>
          <p>
            {overview.quota(n(quota.remaining))} <span className="quiet">{overview.quotaUsed(n(quota.used), n(quota.dailyLimit))}</span>
          </p>
        </>
      )}
      <MonthBar />
    </Panel>
  );
}

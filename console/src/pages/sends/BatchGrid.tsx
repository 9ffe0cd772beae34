import { useText } from "../../text/language";
import { useFormat } from "../../ui/format";
import type { BatchFragment } from "./operations.generated";

const ORDER = ["PENDING", "IN_FLIGHT", "ACCEPTED", "FINISHED", "REJECTED", "UNKNOWN", "CANCELLED"] as const;

/** One small square a batch, and how many there are of each state: the words carry what the colours show. */
export function BatchGrid({ batches }: { batches: readonly BatchFragment[] }) {
  const { sends } = useText();
  const { n } = useFormat();
  const counts = ORDER.map((status) => ({ status, count: batches.filter((batch) => batch.status === status).length }));
  return (
    <>
      <ul className="batch-key" aria-label={sends.grid}>
        {counts
          .filter(({ count }) => count > 0)
          .map(({ status, count }) => (
            <li key={status}>
              <span className={`square ${status.toLowerCase()}`} aria-hidden="true" /> {sends.batchStatuses[status]} {n(count)}
            </li>
          ))}
      </ul>
      <div className="batch-grid" aria-hidden="true">
        {batches.map(({ id, index, size, status, errcode, errmsg }) => (
          <span
            key={id}
            className={`square ${status.toLowerCase()}`}
            title={[sends.batch(n(index + 1), n(size), sends.batchStatuses[status]), errcode, errmsg]
              .filter((part) => part !== null)
              .join(" · ")}
          />
        ))}
      </div>
    </>
  );
}

import { useQuery } from "@apollo/client/react";
import { useState } from "react";
import { useText } from "../../text/language";
import { today, useFormat } from "../../ui/format";
import { Panel } from "../../ui/Panel";
import { FollowerGrowthDocument } from "./operations.generated";

const WEEKS = 8;
const DAY_MS = 86_400_000;
const WIDTH = 480;
const HEIGHT = 96;
/** Room for half a dot and the line's width. */
const EDGE = 6;

/** How the followers of today came together over eight weeks: a line, its ends labelled. */
export function Growth() {
  const { overview } = useText();
  const { n } = useFormat();
  // Oldest first, today last; fixed while the page is open.
  const [days] = useState(() => Array.from({ length: WEEKS }, (_, week) => today(new Date(Date.now() - (WEEKS - 1 - week) * 7 * DAY_MS))));
  const [w0 = "", w1 = "", w2 = "", w3 = "", w4 = "", w5 = "", w6 = "", w7 = ""] = days;
  const { data } = useQuery(FollowerGrowthDocument, { variables: { w0, w1, w2, w3, w4, w5, w6, w7 } });
  if (data === undefined) return null;
  const counts = [data.w0, data.w1, data.w2, data.w3, data.w4, data.w5, data.w6, data.w7].map(({ count }) => count);
  const [first = 0] = counts;
  const last = counts.at(-1) ?? 0;
  return (
    <Panel title={overview.growth} extra={<span className="quiet">{overview.growthBy(n(last - first))}</span>}>
      <Line counts={counts} label={overview.growthLabel(n(first), n(last))} />
      <div className="growth-ends">
        <span>
          {w0} <strong>{n(first)}</strong>
        </span>
        <span>
          {overview.today} <strong>{n(last)}</strong>
        </span>
      </div>
    </Panel>
  );
}

/** From zero, so that a small change looks small. */
function Line({ counts, label }: { counts: readonly number[]; label: string }) {
  const most = Math.max(1, ...counts);
  const x = (index: number) => EDGE + (index / (counts.length - 1)) * (WIDTH - 2 * EDGE);
  const y = (count: number) => HEIGHT - EDGE - (count / most) * (HEIGHT - 2 * EDGE);
  const points = counts.map((count, index) => `${x(index).toFixed(1)},${y(count).toFixed(1)}`).join(" ");
  return (
    <svg className="growth" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <polygon className="growth-area" points={`${x(0)},${HEIGHT - EDGE} ${points} ${x(counts.length - 1)},${HEIGHT - EDGE}`} />
      <polyline className="growth-line" points={points} />
      <circle className="growth-dot" cx={x(counts.length - 1)} cy={y(counts.at(-1) ?? 0)} r={4} />
    </svg>
  );
}

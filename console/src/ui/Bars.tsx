import type { ReactNode } from "react";
import { useFormat } from "./format";

export interface Bar {
  key: string;
  label: ReactNode;
  value: number;
}

/** Ranked horizontal bars with their labels and numbers beside them; `whole` adds each one's share. */
export function Bars({ bars, whole, label }: { bars: readonly Bar[]; whole?: number; label: string }) {
  const { n, share } = useFormat();
  const largest = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <ul className="bars" aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.key}>
          <span className="bar-label">{bar.label}</span>
          <span className="bar-track" aria-hidden="true">
            <span className="bar-fill" style={{ width: `${(bar.value / largest) * 100}%` }} />
          </span>
          <span className="bar-value">
            {n(bar.value)}
            {whole === undefined ? null : <span className="quiet"> {share(bar.value, whole)}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}

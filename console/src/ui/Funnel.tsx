import { useFormat } from "./format";

export interface Stage {
  key: string;
  label: string;
  value: number;
  /** What was lost before this stage, in words. */
  losses?: readonly string[];
}

/** Bars from a whole to what is left of it, each loss named where it happens. */
export function Funnel({ stages, label }: { stages: readonly Stage[]; label: string }) {
  const { n, share } = useFormat();
  const whole = Math.max(1, stages[0]?.value ?? 1);
  return (
    <ol className="funnel" aria-label={label}>
      {stages.map((stage) => (
        <li key={stage.key}>
          {stage.losses?.map((loss) => (
            <p key={loss} className="funnel-loss quiet">
              {loss}
            </p>
          ))}
          <div className="funnel-head">
            <span>{stage.label}</span>
            <span>
              <strong>{n(stage.value)}</strong> <span className="quiet">{share(stage.value, whole)}</span>
            </span>
          </div>
          <div className="funnel-track" aria-hidden="true">
            {stage.value === 0 ? null : (
              <div className={`funnel-fill stage-${stage.key}`} style={{ width: `${Math.min(1, stage.value / whole) * 100}%` }} />
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}

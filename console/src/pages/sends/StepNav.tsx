import { useText } from "../../text/language";

export const STEPS = ["content", "audience", "estimate", "confirm"] as const;
export type Step = (typeof STEPS)[number];

/** Where on the path one is, and the way back. */
export function StepNav({ current, reachable, onGo }: { current: Step; reachable: readonly Step[]; onGo: (step: Step) => void }) {
  const { sends } = useText();
  return (
    <nav aria-label={sends.stepsLabel}>
      <ol className="steps">
        {STEPS.map((step, index) => (
          <li key={step}>
            <button
              type="button"
              aria-current={step === current ? "step" : undefined}
              disabled={!reachable.includes(step)}
              onClick={() => onGo(step)}
            >
              <span className="step-number" aria-hidden="true">
                {index + 1}
              </span>
              {sends.steps[step]}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

import { useText } from "../text/language";
import { dayOf, today, useFormat } from "./format";
import { useNow } from "./useNow";

/** What a send's progress says of that: for whom or what it waits, and until when if that is known. */
export interface Waiting {
  waitingFor: "ADMINISTRATOR" | "OPERATOR" | "QUOTA" | "RESULTS" | "SCHEDULE" | null;
  waitingUntil: string | null;
}

const DAY_MS = 86_400_000;

/** For whom or what a send waits, in words whose countdown goes on; null where it waits for nothing. */
export function useWait({ waitingFor, waitingUntil }: Waiting): string | null {
  const { waiting } = useText();
  const { clock, duration } = useFormat();
  const when = useComing();
  const now = useNow();
  switch (waitingFor) {
    case "ADMINISTRATOR": {
      if (waitingUntil === null) return waiting.administratorLate;
      const left = Math.ceil((Date.parse(waitingUntil) - now) / 1_000);
      return left > 0 ? waiting.administrator(duration(left), clock(waitingUntil)) : waiting.administratorLate;
    }
    case "OPERATOR":
      return waiting.operator;
    case "QUOTA":
      return waitingUntil === null ? null : waiting.quota(when(waitingUntil));
    case "RESULTS":
      return waiting.results;
    case "SCHEDULE":
      return waitingUntil === null ? null : waiting.schedule(when(waitingUntil));
    case null:
      return null;
  }
}

/** A moment to come: its time where it is today or tomorrow, else its day too (Asia/Shanghai). */
export function useComing(): (iso: string) => string {
  const { waiting } = useText();
  const { at, clock } = useFormat();
  return (iso) => {
    const day = dayOf(iso);
    if (day === today()) return waiting.today(clock(iso));
    if (day === today(new Date(Date.now() + DAY_MS))) return waiting.tomorrow(clock(iso));
    return waiting.day(at(iso).slice(0, -3));
  };
}

/** The same as a quiet line under a state; nothing where it waits for nothing. */
export function Wait({ of }: { of: Waiting }) {
  const words = useWait(of);
  return words === null ? null : <span className="quiet block wait">{words}</span>;
}

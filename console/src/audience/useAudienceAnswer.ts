import { useSubscription } from "@apollo/client/react";
import { useEffect, useRef, useState } from "react";
import type { AudienceInput } from "./expression";
import { AudienceChangesDocument, type AudienceChangesSubscription } from "./operations.generated";

/** While somebody types, no question is asked for so long. */
const PAUSE_MS = 150;

/** Two that ask the same each get the first answer: a shared subscription gives a newcomer nothing before the next change. */
const OWN = { queryDeduplication: false };

export type AudienceAnswer = AudienceChangesSubscription["tagPreviewChanges"];

export interface LiveAnswer {
  /** Of this expression, or while `stale` of the one before it; null before the first. */
  answer: AudienceAnswer | null;
  stale: boolean;
  error: unknown;
}

/** Who is in an audience, and again whenever that changes. Null: an expression that is not finished; the last answer stays, stale. */
export function useAudienceAnswer(input: AudienceInput | null, sampleSize = 20): LiveAnswer {
  const wanted = input === null ? null : JSON.stringify(input);
  const asked = useSettled(wanted);
  const last = useRef<AudienceAnswer | null>(null);
  const { data, loading, error } = useSubscription(AudienceChangesDocument, {
    variables: { audience: JSON.parse(asked ?? '{"everyone":true}') as AudienceInput, sampleSize },
    skip: asked === null,
    fetchPolicy: "no-cache",
    context: OWN,
  });
  const current = data?.tagPreviewChanges ?? null;
  if (current !== null) last.current = current;
  const isStale = wanted === null || wanted !== asked || loading || current === null;
  return { answer: current ?? last.current, stale: isStale && error === undefined, error: wanted === asked ? error : undefined };
}

/** The value once it has stood still; at once the first time. */
function useSettled(value: string | null): string | null {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [value]);
  return settled;
}

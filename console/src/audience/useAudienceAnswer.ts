import type { TypedDocumentNode } from "@apollo/client";
import { useSubscription } from "@apollo/client/react";
import { useEffect, useRef, useState } from "react";
import type { AudienceInput } from "./expression";
import {
  AudienceNumbersDocument,
  type AudienceNumbersSubscription,
  AudiencePeopleDocument,
  type AudiencePeopleSubscription,
} from "./operations.generated";

/** While somebody types, no question is asked for so long. */
const PAUSE_MS = 150;

/** Two that ask the same each get the first answer: a shared subscription gives a newcomer nothing before the next change. */
const OWN = { queryDeduplication: false };

export type AudienceNumbers = AudienceNumbersSubscription["tagPreviewChanges"];
export type AudiencePeople = AudiencePeopleSubscription["tagPreviewChanges"];

export interface Live<Answer> {
  /** Of this expression, or while `stale` of the one before it; null before the first. */
  answer: Answer | null;
  stale: boolean;
  error: unknown;
}

/** How many are in an audience, and again whenever that changes. Null: an expression that is not finished; the last answer stays, stale. */
export function useAudienceNumbers(input: AudienceInput | null): Live<AudienceNumbers> {
  return useLive(AudienceNumbersDocument, useAsked(input));
}

/**
 * The same with the commonest tags and some of the people. Two questions, the numbers first: of ten million users, counting takes 1 ms
 * and ranking two hundred tags 30 ms, which nobody who looks at the number should wait for.
 */
export function useAudienceAnswer(input: AudienceInput | null): { numbers: Live<AudienceNumbers>; people: Live<AudiencePeople> } {
  const asked = useAsked(input);
  const numbers = useLive(AudienceNumbersDocument, asked);
  const people = useLive(AudiencePeopleDocument, asked);
  return { numbers: { ...numbers, ...newerOf(numbers, people) }, people };
}

/** Each tells of its own moment; no older number takes the place of a newer one. */
function newerOf(numbers: Live<AudienceNumbers>, people: Live<AudienceNumbers>): Pick<Live<AudienceNumbers>, "answer" | "stale"> {
  const { answer, stale } = people;
  if (stale || answer === null) return numbers;
  const isNewer = numbers.stale || numbers.answer === null || Date.parse(answer.asOf) > Date.parse(numbers.answer.asOf);
  return isNewer ? { answer, stale } : numbers;
}

interface Asked {
  /** As JSON. */
  audience: string | null;
  /** Nobody has edited it since. */
  settled: boolean;
}

function useAsked(input: AudienceInput | null): Asked {
  const wanted = input === null ? null : JSON.stringify(input);
  const audience = useSettled(wanted);
  return { audience, settled: wanted !== null && wanted === audience };
}

type Question<Answer> = TypedDocumentNode<{ tagPreviewChanges: Answer }, { audience: AudienceInput }>;

function useLive<Answer>(question: Question<Answer>, { audience, settled }: Asked): Live<Answer> {
  const last = useRef<Answer | null>(null);
  const { data, loading, error } = useSubscription(question, {
    variables: { audience: JSON.parse(audience ?? '{"everyone":true}') as AudienceInput },
    skip: audience === null,
    fetchPolicy: "no-cache",
    context: OWN,
  });
  const current = data?.tagPreviewChanges ?? null;
  if (current !== null) last.current = current;
  const isStale = !settled || loading || current === null;
  return { answer: current ?? last.current, stale: isStale && error === undefined, error: settled ? error : undefined };
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

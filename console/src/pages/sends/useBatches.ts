import type { ApolloClient } from "@apollo/client";
import { useApolloClient } from "@apollo/client/react";
import { useEffect, useRef, useState } from "react";
import { useApiLanguage } from "../../text/language";
import { type BatchFragment, SendBatchesDocument, type SendBatchesQuery, type SendBatchesQueryVariables } from "./operations.generated";

/** Batches are read again at most so often while the send moves. */
const PAUSE_MS = 700;

/**
 * All batches of a send, read again as its `seq` moves; the former ones stay until the next are there. A read under way is let
 * finish, however fast `seq` moves meanwhile: dropped at each step, a fast send would show none before it slows down.
 */
export function useBatches(id: string, seq: number): { batches: readonly BatchFragment[]; error: unknown } {
  const client = useApolloClient();
  const language = useApiLanguage();
  const [batches, setBatches] = useState<readonly BatchFragment[]>([]);
  const [error, setError] = useState<unknown>(undefined);
  const newest = useRef(seq);
  newest.current = seq;
  useEffect(() => {
    let wanted = true;
    let timer = 0;
    const read = async () => {
      const all = await everyBatch(client, { id, language }, () => wanted);
      if (!wanted) return;
      setBatches(all);
      setError(undefined);
    };
    const look = async (shown: number) => {
      const now = newest.current;
      if (now !== shown) await read().catch(setError);
      if (wanted) timer = window.setTimeout(() => void look(now), PAUSE_MS);
    };
    void look(-1);
    return () => {
      wanted = false;
      window.clearTimeout(timer);
    };
  }, [client, id, language]);
  return { batches, error };
}

/** Page by page, as long as somebody wants them. */
async function everyBatch(
  client: ApolloClient,
  which: Pick<SendBatchesQueryVariables, "id" | "language">,
  isWanted: () => boolean,
): Promise<BatchFragment[]> {
  const all: BatchFragment[] = [];
  let after: string | null = null;
  while (isWanted()) {
    const answer: ApolloClient.QueryResult<SendBatchesQuery> = await client.query({
      query: SendBatchesDocument,
      variables: { ...which, after },
      fetchPolicy: "no-cache",
    });
    const page = answer.data?.massSend?.batches;
    if (page === undefined) return all;
    all.push(...page.edges.map(({ node }) => node));
    if (!page.pageInfo.hasNextPage) return all;
    after = page.pageInfo.endCursor;
  }
  return all;
}

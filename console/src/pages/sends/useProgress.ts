import { useApolloClient } from "@apollo/client/react";
import { print } from "graphql";
import { useEffect, useRef, useState } from "react";
import { sockets } from "../../apollo/sockets";
import { ProgressFragmentDoc, SendProgressDocument, type SendProgressSubscription } from "./operations.generated";

const QUERY = print(SendProgressDocument);

/**
 * Follows a send's progress into the cache, where `MassSend.progress` is, and gives what stopped it. An answer that was under way while
 * the send moved is older than what is known already and would stay, since no state is told twice: then `readAnew` is called. Whenever the socket opens
 * again the variables are read anew, and name the seq seen last: a lost connection or a restarted server leaves no gap.
 */
export function useProgress(id: string, since: number, follow: boolean, readAnew: () => void): unknown {
  const { cache } = useApolloClient();
  const [failure, setFailure] = useState<unknown>(undefined);
  const seen = useRef(since);
  useEffect(() => {
    if (follow && since < seen.current) readAnew();
    seen.current = Math.max(seen.current, since);
  }, [since, follow, readAnew]);
  useEffect(() => {
    if (!follow) return;
    const variables = {
      id,
      get after() {
        return seen.current;
      },
    };
    return sockets.subscribe<SendProgressSubscription>(
      { query: QUERY, variables },
      {
        next: ({ data }) => {
          if (!data) return;
          const progress = data.massSendProgress;
          seen.current = progress.seq;
          const kept = cache.identify({ __typename: "MassSendProgress", massSendId: progress.massSendId });
          cache.writeFragment({ id: kept, fragment: ProgressFragmentDoc, data: progress });
        },
        error: setFailure,
        complete: () => setFailure(undefined),
      },
    );
  }, [id, follow, cache]);
  return failure;
}

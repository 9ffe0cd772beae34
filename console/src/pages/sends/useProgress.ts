import { useApolloClient } from "@apollo/client/react";
import { print } from "graphql";
import { type RefObject, useEffect, useRef, useState } from "react";
import { sockets } from "../../apollo/sockets";
import { ProgressFragmentDoc, SendProgressDocument, type SendProgressSubscription } from "./operations.generated";

const QUERY = print(SendProgressDocument);

interface FollowedProgress {
  /** What stopped it. */
  failure: unknown;
  /** The seq of the newest state known. */
  newest: RefObject<number>;
}

/**
 * Follows a send's progress into the cache, where `MassSend.progress` is. Whenever the socket opens
 * again the variables are read anew, and name the seq seen last: a lost connection or a restarted server leaves no gap.
 */
export function useProgress(id: string, since: number, follow: boolean): FollowedProgress {
  const { cache } = useApolloClient();
  const [failure, setFailure] = useState<unknown>(undefined);
  const seen = useRef(since);
  useEffect(() => {
    seen.current = Math.max(seen.current, since);
  }, [since]);
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
  return { failure, newest: seen };
}

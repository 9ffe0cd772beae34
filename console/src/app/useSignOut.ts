import { useMutation } from "@apollo/client/react";
import { useCallback } from "react";
import { endSession } from "../session/session";
import { LogOutDocument } from "./operations.generated";

/** Ends the session at the server, and here in any case: whoever leaves a shared machine must be able to. */
export function useSignOut(): () => Promise<void> {
  const [logOut] = useMutation(LogOutDocument);
  return useCallback(async () => {
    try {
      await logOut();
    } finally {
      endSession("none");
    }
  }, [logOut]);
}

import { ConflictError } from "../graphql/errors.js";
import type { MassSendStatus } from "./mass-send.enums.js";
import { allowedIn, type MassSendAction, statusAfter } from "./mass-send.state.js";

/** The status after `action`; CONFLICT where it is not allowed. */
export function next(action: MassSendAction, { status }: { status: MassSendStatus }): MassSendStatus {
  const after = statusAfter(action, status);
  if (after !== null) return after;
  const allowed = allowedIn(action).join(", ");
  throw new ConflictError("id", `cannot ${action} a send that is ${status}; possible in ${allowed}`, { reason: "STATE", action, status });
}

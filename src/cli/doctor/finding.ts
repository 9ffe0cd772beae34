import { failureMessage } from "../failure-message.js";

/** - `ok`. - `note`: works, worth knowing. - `fault`: does not work. - `skipped`: could not be looked at now. */
export type Status = "ok" | "note" | "fault" | "skipped";

export interface Finding {
  /** What was looked at, e.g. "token of wx0123456789abcdef". */
  check: string;
  status: Status;
  /** What was found, and for a fault what to do. */
  message: string;
}

type Outcome = Omit<Finding, "check">;

export const ok = (message: string): Outcome => ({ status: "ok", message });
export const note = (message: string): Outcome => ({ status: "note", message });
export const fault = (message: string): Outcome => ({ status: "fault", message });
export const skipped = (message: string): Outcome => ({ status: "skipped", message });

/** Runs one check; whatever it throws is a fault with that message. */
export async function look(check: string, work: () => Promise<Outcome>): Promise<Finding> {
  try {
    return { check, ...(await work()) };
  } catch (error) {
    return { check, ...fault(failureMessage(error)) };
  }
}

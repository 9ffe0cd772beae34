import { grouping } from "../progress.js";
import { type Finding, fault, note, ok } from "./finding.js";

/** A server that runs follows within seconds; whoever is behind for longer is not followed, or cannot keep up. */
const LONGEST_S = 60;

export interface Trailing {
  changes: number;
  seconds: number;
  /** Whether a server runs, which should follow. */
  served: boolean;
}

/** What is to be said of somebody who trails the change log. `who` with its verb, as in "the index is". */
export function behind(who: string, { changes, seconds, served }: Trailing): Omit<Finding, "check"> {
  const said = `${who} ${grouping(changes)} changes behind the log, the oldest ${grouping(Math.round(seconds))} s old`;
  if (seconds <= LONGEST_S) return ok(`${said}; the server follows it`);
  return served ? fault(`${said}: see in the server's log why it does not follow`) : note(`${said}: the server follows it once it runs`);
}

import type { MirrorFacts } from "./mirror-states.port.js";
import { type TagMirror, TagMirrorState } from "./tag-mirror.types.js";

/** So many user ids are named in an error. */
const NAMED = 5;
const MOST_REFUSED = 1_000;

/** What an operator sees of the facts. */
export function mirrorOf({ settled, pending, nameError, refused, waitsFor }: MirrorFacts): TagMirror {
  const failure = [nameError, refusedText(refused)].filter((text) => text !== null).join("; ");
  if (failure !== "") return { state: TagMirrorState.FAILED, pending, error: failure };
  if (settled) return { state: TagMirrorState.IN_STEP, pending, error: null };
  return { state: TagMirrorState.BEHIND, pending, error: waitsFor };
}

function refusedText(userIds: readonly number[]): string | null {
  if (userIds.length === 0) return null;
  const count = userIds.length >= MOST_REFUSED ? `${MOST_REFUSED} or more` : String(userIds.length);
  const more = userIds.length > NAMED ? ", …" : "";
  return `WeChat allows 20 tags a user: ${count} have them already (users ${userIds.slice(0, NAMED).join(", ")}${more})`;
}

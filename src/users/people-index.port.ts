import type { Audience } from "../audiences/index.js";
import type { FoundUsers } from "./user-finder.port.js";

/** Who is looked for: whoever has the text in a name, in any case of letters, or a phone with this ending, or is listed. */
export interface WantedPeople {
  namePart: string;
  phoneEnding: string | null;
  /** Ordinals. */
  listed: readonly number[];
}

/** An index that knows people's names and phones. It answers with everything that was committed before, or says that it cannot. */
export interface PeopleIndex {
  /** Those of the audience who are wanted, after an ordinal. UnavailableError while the index does not answer. */
  people(tenantId: number, audience: Audience, wanted: WantedPeople, after: number | null, limit: number): Promise<FoundUsers>;
}

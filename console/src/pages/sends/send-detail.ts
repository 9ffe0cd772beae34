import type { AudienceInput } from "../../audience/expression";
import type { MassSendContentInput } from "./content";
import type { SendDetailQuery } from "./operations.generated";

/** A send as its page reads it. */
export type SendDetail = NonNullable<SendDetailQuery["massSend"]>;

/** What is being written; the audience is null while it is not finished. */
export interface DraftContent {
  name: string;
  content: MassSendContentInput;
  audience: AudienceInput | null;
}

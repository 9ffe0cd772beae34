import { NotFoundError } from "../graphql/errors.js";
import { intIdOrNull } from "../graphql/ids.js";
import type { Audience } from "./audience.js";
import type { AudienceIndex } from "./audience-index.port.js";
import { type AudienceNames, partLabel, type TextLanguage } from "./audience-text.js";
import type { AudienceWords } from "./audience-words.js";
import type { AudienceChecker } from "./check-audience.js";
import type { AudienceExplanation, ExplainedPart } from "./explain.types.js";

/** Where users stand in audiences. */
export interface OrdinalLookup {
  /** Null where the tenant has no such user. */
  ordinalOf(tenantId: number, userId: number): Promise<number | null>;
}

/** Says why a user is or is not in an audience. */
export class ExplainService {
  constructor(
    private readonly audiences: Pick<AudienceChecker, "read">,
    private readonly index: Pick<AudienceIndex, "matches">,
    private readonly people: OrdinalLookup,
    private readonly words: Pick<AudienceWords, "names">,
  ) {}

  /** All parts at one moment. `input` is an AudienceInput; BadInputError names the field at fault, NOT_FOUND the user. */
  async explain(tenantId: number, input: unknown, userId: string, language: TextLanguage): Promise<AudienceExplanation> {
    const audience = await this.audiences.read(tenantId, input);
    const id = intIdOrNull(userId);
    const ordinal = id === null ? null : await this.people.ordinalOf(tenantId, id);
    if (ordinal === null) throw new NotFoundError("user", userId, "userId");
    const parts = partsOf(audience);
    const [truths, names] = await Promise.all([this.index.matches(tenantId, parts, ordinal), this.words.names(tenantId, [audience])]);
    const truth = new Map(parts.map((part, i) => [part, truths[i] === true]));
    return explained(audience, (part) => truth.get(part) === true, names, language);
  }
}

/** A tree as a list, each part before what it is made of. */
export function flattened({ matches, label, children }: AudienceExplanation, depth = 0): ExplainedPart[] {
  return [{ matches, label, depth }, ...children.flatMap((child) => flattened(child, depth + 1))];
}

function explained(
  part: Audience,
  matches: (part: Audience) => boolean,
  names: AudienceNames,
  language: TextLanguage,
): AudienceExplanation {
  const children = inside(part).map((child) => explained(child, matches, names, language));
  return { matches: matches(part), label: partLabel(part, names, language), children };
}

function partsOf(audience: Audience): Audience[] {
  return [audience, ...inside(audience).flatMap(partsOf)];
}

function inside(audience: Audience): readonly Audience[] {
  if (audience.kind === "all" || audience.kind === "any") return audience.of;
  return (audience.kind === "not" || audience.kind === "segment") && audience.of ? [audience.of] : [];
}

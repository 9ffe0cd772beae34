import type { Audience } from "./audience.js";
import { type AudienceNames, audienceToText, type TextLanguage } from "./audience-text.js";
import type { SegmentNames } from "./segment-binding.js";
import type { SendNames } from "./send-lookup.port.js";

/** What tags are called; unknown ones are absent. */
export interface TagNames {
  tagsByIds(tenantId: number, ids: readonly number[]): Promise<readonly { tagId: number; name: string }[]>;
}

/** What administrative divisions are called; undefined where the number is none's. */
export type PlaceNames = Required<Pick<AudienceNames, "province" | "city" | "region">>;

/** Puts audiences into words, with the names that tags, segments and places have now: the one way in which rules are shown. */
export class AudienceWords {
  constructor(
    private readonly tags: TagNames,
    private readonly segments: SegmentNames,
    private readonly places: PlaceNames,
    private readonly sends: SendNames,
  ) {}

  async text(tenantId: number, audience: Audience, language: TextLanguage = "zh"): Promise<string> {
    return audienceToText(audience, await this.names(tenantId, [audience]), language);
  }

  /** The names in several audiences, and in what their segments hold if that was looked up: one query for tags, one for segments. */
  async names(tenantId: number, audiences: readonly Audience[]): Promise<AudienceNames> {
    const named = { tags: new Set<number>(), segments: new Set<number>(), sends: new Set<string>() };
    for (const audience of audiences) collect(audience, named);
    const [tags, segments, sends] = await Promise.all([
      named.tags.size > 0 ? this.tags.tagsByIds(tenantId, [...named.tags]) : [],
      named.segments.size > 0 ? this.segments.segmentNames(tenantId, [...named.segments]) : new Map<number, string>(),
      named.sends.size > 0 ? this.sends.massSendNames(tenantId, [...named.sends]) : new Map<string, string>(),
    ]);
    const tagNames = new Map(tags.map(({ tagId, name }) => [tagId, name]));
    return { ...this.places, tag: (id) => tagNames.get(id), segment: (id) => segments.get(id), massSend: (id) => sends.get(id) };
  }
}

function collect(audience: Audience, named: { tags: Set<number>; segments: Set<number>; sends: Set<string> }): void {
  switch (audience.kind) {
    case "all":
    case "any":
      for (const part of audience.of) collect(part, named);
      break;
    case "not":
      collect(audience.of, named);
      break;
    case "segment":
      named.segments.add(audience.segmentId);
      if (audience.of) collect(audience.of, named);
      break;
    case "unreached":
      named.sends.add(audience.massSendId);
      break;
    case "tag":
      named.tags.add(audience.tagId);
  }
}

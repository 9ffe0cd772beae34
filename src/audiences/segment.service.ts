import type { AuditRecord } from "../accounts/index.js";
import type { Principal } from "../graphql/context.js";
import { BadInputError, ConflictError, NotFoundError, QuotaExceededError } from "../graphql/errors.js";
import { intIdOrNull } from "../graphql/ids.js";
import { shortText } from "../graphql/text-input.js";
import type { Audience } from "./audience.js";
import type { AudienceIndex } from "./audience-index.port.js";
import { audienceToStored } from "./audience-json.js";
import { type AudienceUses, nameOfUse, refuseUsed, type StoredAudience } from "./audience-uses.js";
import { AudienceChecker } from "./check-audience.js";
import { parseAudience } from "./parse-audience.js";
import type { SegmentInput } from "./segment.types.js";
import { bindSegments, boundSegments, type SegmentLookup } from "./segment-binding.js";
import type { SegmentEdit, SegmentFields, SegmentRecord, SegmentStore } from "./segment-store.port.js";
import { namedIn, usersOf, wayBack } from "./segment-ways.js";

const MAX_NAME = 64;
/** `segments` is one list with a count each; a brand that has more lost sight of them long before. */
const MAX_SEGMENTS = 1_000;
/** The id of a segment that has none yet. */
const NEW = 0;

/** Saved audiences. Whatever is saved can be evaluated: by itself, and in everything that uses it. */
export class SegmentService {
  constructor(
    private readonly store: SegmentStore,
    private readonly stored: AudienceUses,
    private readonly index: Pick<AudienceIndex, "counts">,
  ) {}

  /** By name. */
  segments(tenantId: number): Promise<SegmentRecord[]> {
    return this.store.list(tenantId);
  }

  async segment(tenantId: number, id: string): Promise<SegmentRecord> {
    const segmentId = intIdOrNull(id);
    const segment = segmentId === null ? null : await this.store.byId(tenantId, segmentId);
    if (segment === null) throw new NotFoundError("segment", id, "id");
    return segment;
  }

  /** Users in each, all at one moment. */
  async counts(tenantId: number, ids: readonly number[]): Promise<Map<number, number>> {
    const bound = [...(await boundSegments(tenantId, ids, this.store))];
    const counts = await this.index.counts(
      tenantId,
      bound.map(([, audience]) => audience),
    );
    return new Map(bound.map(([id], i) => [id, counts[i] as number]));
  }

  /** What names each of them. */
  async uses(tenantId: number, ids: readonly number[]): Promise<Map<number, StoredAudience[]>> {
    const found = (await this.stored.usesOfSegments(tenantId, ids)).map((use) => ({ use, named: new Set(namedIn(use.audience).segments) }));
    return new Map(ids.map((id) => [id, found.filter(({ named }) => named.has(id)).map(({ use }) => use)]));
  }

  async createSegment(principal: Principal, input: SegmentInput): Promise<SegmentRecord> {
    const { name, audience } = fieldsOf(input);
    return this.store.edit(principal.tenantId, async (edit) => {
      if ((await edit.count()) >= MAX_SEGMENTS)
        throw new QuotaExceededError(`there are ${MAX_SEGMENTS} segments already, the most there may be`, {
          reason: "SEGMENTS_FULL",
          max: MAX_SEGMENTS,
        });
      const fields = await this.checked(principal.tenantId, edit, { name, audience, id: NEW });
      await refuseUnusable(principal.tenantId, edit, NEW, audience);
      const after = await edit.create(fields);
      await edit.audit.record(entryOf(principal, "createSegment", after, { after }));
      return after;
    });
  }

  async updateSegment(principal: Principal, id: string, input: SegmentInput): Promise<SegmentRecord> {
    const { tenantId } = principal;
    const { name, audience } = fieldsOf(input);
    return this.store.edit(tenantId, async (edit) => {
      const before = await existing(edit, id);
      const { segmentId } = before;
      await refuseCircle(edit, segmentId, name, audience);
      const fields = await this.checked(tenantId, edit, { name, audience, id: segmentId });
      await refuseUnusable(tenantId, edit, segmentId, audience);
      const after = await edit.update(segmentId, fields);
      await edit.audit.record(entryOf(principal, "updateSegment", after, { before, after }));
      return after;
    });
  }

  async deleteSegment(principal: Principal, id: string): Promise<boolean> {
    return this.store.edit(principal.tenantId, async (edit) => {
      const before = await existing(edit, id);
      refuseUsed(await edit.usesOfSegments(principal.tenantId, [before.segmentId]));
      await edit.delete(before.segmentId);
      await edit.audit.record(entryOf(principal, "deleteSegment", before, { before }));
      return true;
    });
  }

  /** The name is free, and what the audience names is there and not too much together. */
  private async checked(
    tenantId: number,
    edit: SegmentEdit,
    { name, audience, id }: { name: string; audience: Audience; id: number },
  ): Promise<SegmentFields> {
    const holder = await edit.idOf(name);
    if (holder !== null && holder !== id)
      throw new ConflictError("input.name", `there is a segment named ${name} already`, { reason: "NAME_TAKEN", name });
    await new AudienceChecker(edit, edit).check(tenantId, audience, "input.audience");
    return { name, audience: audienceToStored(audience, "input.audience") };
  }
}

function entryOf(
  { tenantId, name: operator }: Principal,
  action: string,
  { id, name }: SegmentRecord,
  change: { before?: SegmentRecord; after?: SegmentRecord },
): AuditRecord {
  return { tenantId, operator, action, target: `segment:${id}`, detail: name, ...change };
}

function fieldsOf({ name, audience }: SegmentInput): { name: string; audience: Audience } {
  return { name: shortText("input.name", name, { min: 1, max: MAX_NAME }), audience: parseAudience(audience, "input.audience") };
}

async function existing(edit: SegmentEdit, id: string): Promise<SegmentRecord> {
  const segmentId = intIdOrNull(id);
  const segment = segmentId === null ? null : await edit.byId(segmentId);
  if (segment === null) throw new NotFoundError("segment", id, "id");
  return segment;
}

async function refuseCircle(edit: SegmentEdit, segmentId: number, name: string, audience: Audience): Promise<void> {
  const way = await wayBack(edit, audience, segmentId);
  if (way === null) return;
  const steps = [...way.slice(0, -1).map(nameOfUse), "itself"].join(" → ");
  throw new BadInputError("input.audience", `the segment "${name}" would hold itself: it names ${steps}`, { reason: "HOLDS_ITSELF", name });
}

/** Refused where the segment could not be used, or what uses it not be evaluated any more: too much together, or too deep. */
async function refuseUnusable(tenantId: number, edit: SegmentEdit, segmentId: number, audience: Audience): Promise<void> {
  const lookup = withNew(edit, segmentId, audience);
  await refuseUnbound(tenantId, wholeSegment(segmentId), lookup, "no expression could use the segment then");
  if (segmentId === NEW) return;
  for (const use of await usersOf(edit, tenantId, segmentId)) {
    await refuseUnbound(
      tenantId,
      use.kind === "SEGMENT" ? wholeSegment(Number(use.id)) : use.audience,
      lookup,
      `${nameOfUse(use)} uses this segment and could not be evaluated then`,
    );
  }
}

const wholeSegment = (segmentId: number): Audience => ({ kind: "segment", segmentId, of: null });

async function refuseUnbound(tenantId: number, audience: Audience, lookup: SegmentLookup, why: string): Promise<void> {
  await bindSegments(tenantId, audience, "audience", lookup).catch((error: unknown) => {
    if (!(error instanceof BadInputError)) throw error;
    throw new BadInputError("input.audience", `${why}: ${error.message}`);
  });
}

/** The stored segments, each read once, but the one as it shall be. */
function withNew(edit: SegmentLookup, segmentId: number, audience: Audience): SegmentLookup {
  const read = new Map([[segmentId, audience]]);
  return {
    segmentAudiences: async (tenantId, ids) => {
      const unread = ids.filter((id) => !read.has(id));
      if (unread.length > 0) for (const [id, held] of await edit.segmentAudiences(tenantId, unread)) read.set(id, held);
      return read;
    },
  };
}

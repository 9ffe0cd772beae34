import { BadInputError } from "../graphql/errors.js";
import { type Audience, MAX_EXPANDED_LEAVES, MAX_SEGMENT_DEPTH } from "./audience.js";
import { visitLeaves } from "./audience-json.js";

/** What segments hold now, as parsed; their own segments are not bound. Another tenant's segment does not exist. */
export interface SegmentLookup {
  segmentAudiences(tenantId: number, ids: readonly number[]): Promise<ReadonlyMap<number, Audience>>;
}

/** What segments are called now; unknown ones are absent. */
export interface SegmentNames {
  segmentNames(tenantId: number, ids: readonly number[]): Promise<ReadonlyMap<number, string>>;
}

/**
 * The expression with each segment bound to what it holds, and so on down. BadInputError names the leaf whose segment is missing,
 * holds itself, or makes the whole larger than MAX_EXPANDED_LEAVES.
 */
export async function bindSegments(tenantId: number, audience: Audience, field: string, lookup: SegmentLookup): Promise<Audience> {
  const known = await lookUpAll(tenantId, segmentsIn(audience, field), lookup);
  return known.size === 0 ? audience : bind(audience, field, known);
}

/** What each of these segments holds, bound; unknown ones are absent. One query for each depth of nesting, however many they are. */
export async function boundSegments(tenantId: number, ids: readonly number[], lookup: SegmentLookup): Promise<Map<number, Audience>> {
  const held = await lookup.segmentAudiences(tenantId, ids);
  const named = new Map([...held].flatMap(([id, audience]) => [...segmentsIn(audience, `segment ${id}`)]));
  const known = new Map([...held, ...(await lookUpAll(tenantId, named, lookup))]);
  return new Map([...held].map(([id, audience]) => [id, bind(audience, `segment ${id}`, known)]));
}

/** A level at a time: one query for each depth of nesting. `named` are the segments to begin with, each with the path that names it. */
async function lookUpAll(tenantId: number, named: ReadonlyMap<number, string>, lookup: SegmentLookup): Promise<Map<number, Audience>> {
  const known = new Map<number, Audience>();
  let level = named;
  while (level.size > 0) {
    const found = await lookup.segmentAudiences(tenantId, [...level.keys()]);
    const next = new Map<number, string>();
    for (const [id, path] of level) {
      const held = found.get(id);
      if (!held) throw new BadInputError(path, `no segment ${id}`, { reason: "NO_SEGMENT", id });
      known.set(id, held);
      for (const inner of segmentsIn(held, path).keys()) if (!known.has(inner) && !level.has(inner)) next.set(inner, path);
    }
    level = next;
  }
  return known;
}

/** The segments named, each with the path of the first leaf that names it. */
export function segmentsIn(audience: Audience, field: string): Map<number, string> {
  const paths = new Map<number, string>();
  visitLeaves(audience, field, (leaf, path) => {
    if (leaf.kind === "segment" && !paths.has(leaf.segmentId)) paths.set(leaf.segmentId, path);
  });
  return paths;
}

function bind(audience: Audience, field: string, known: ReadonlyMap<number, Audience>): Audience {
  let leaves = 0;
  const inside = (part: Audience, path: string, open: readonly number[]): Audience => {
    switch (part.kind) {
      case "all":
      case "any":
        return { kind: part.kind, of: part.of.map((one, i) => inside(one, open.length > 0 ? path : `${path}.${part.kind}[${i}]`, open)) };
      case "not":
        return { kind: "not", of: inside(part.of, open.length > 0 ? path : `${path}.not`, open) };
      case "segment":
        return segment(part.segmentId, open.length > 0 ? path : `${path}.segment`, open);
      default:
        leaves += 1;
        if (leaves > MAX_EXPANDED_LEAVES)
          throw new BadInputError(path, `has more than ${MAX_EXPANDED_LEAVES} leaves with what its segments hold`, {
            reason: "AUDIENCE_TOO_LONG",
            max: MAX_EXPANDED_LEAVES,
          });
        return part;
    }
  };
  const segment = (segmentId: number, path: string, open: readonly number[]): Audience => {
    if (open.includes(segmentId)) {
      const way = [...open.slice(open.indexOf(segmentId)), segmentId].join(" → ");
      throw new BadInputError(path, `segment ${segmentId} holds itself: ${way}`);
    }
    if (open.length === MAX_SEGMENT_DEPTH)
      throw new BadInputError(path, `segments inside segments nest at most ${MAX_SEGMENT_DEPTH} deep`, {
        reason: "AUDIENCE_TOO_DEEP",
        max: MAX_SEGMENT_DEPTH,
      });
    const held = known.get(segmentId);
    if (!held) throw new Error(`segment ${segmentId} was not looked up`);
    return { kind: "segment", segmentId, of: inside(held, path, [...open, segmentId]) };
  };
  return inside(audience, field, []);
}

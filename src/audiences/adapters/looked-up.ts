import type { Pool } from "pg";
import type { Audience } from "../audience.js";
import type { PositionLookup } from "../position-lookup.port.js";

/** Ordinals, ascending, of the users of a leaf that no index knows by itself, by the leaf. */
export type LookedUp = ReadonlyMap<Audience, ArrayLike<number>>;

/** Looks up lists of people (unknown ones are nobody) and places; one query a leaf. */
export async function lookUp(pool: Pool, positions: PositionLookup, tenantId: number, audiences: readonly Audience[]): Promise<LookedUp> {
  const found = new Map<Audience, ArrayLike<number>>();
  for (const leaf of new Set(audiences.flatMap(leavesToLookUp))) {
    const ordinals = leaf.kind === "near" ? await positions.ordinalsNear(tenantId, leaf) : await listed(pool, tenantId, leaf);
    found.set(leaf, ordinals);
  }
  return found;
}

type Listed = Extract<Audience, { kind: "users" | "openids" }>;

async function listed(pool: Pool, tenantId: number, leaf: Listed): Promise<number[]> {
  const [column, values] =
    leaf.kind === "users" ? ["user_id = ANY ($2::int[])", leaf.userIds] : ["openid = ANY ($2::text[])", leaf.openids];
  const { rows } = await pool.query<{ ordinal: number }>(`SELECT ordinal FROM users WHERE tenant_id = $1 AND ${column} ORDER BY ordinal`, [
    tenantId,
    values,
  ]);
  return rows.map(({ ordinal }) => ordinal);
}

function leavesToLookUp(audience: Audience): (Listed | Extract<Audience, { kind: "near" }>)[] {
  switch (audience.kind) {
    case "all":
    case "any":
      return audience.of.flatMap(leavesToLookUp);
    case "not":
      return leavesToLookUp(audience.of);
    case "segment":
      return audience.of ? leavesToLookUp(audience.of) : [];
    case "users":
    case "openids":
    case "near":
      return [audience];
    default:
      return [];
  }
}

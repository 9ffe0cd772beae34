import type { Pool } from "pg";
import { type Audience, leavesOf } from "../audience.js";
import type { PositionLookup } from "../position-lookup.port.js";

/** Ordinals, ascending, of the users of a leaf that no index knows by itself, by the leaf. */
export type LookedUp = ReadonlyMap<Audience, ArrayLike<number>>;

/** Looks up lists of people (unknown ones are nobody) and places; one query for all leaves that are equal. */
export async function lookUp(pool: Pool, positions: PositionLookup, tenantId: number, audiences: readonly Audience[]): Promise<LookedUp> {
  const found = new Map<Audience, ArrayLike<number>>();
  const known = new Map<string, ArrayLike<number>>();
  for (const leaf of audiences.flatMap(leavesOf)) {
    if (found.has(leaf) || (leaf.kind !== "near" && leaf.kind !== "users" && leaf.kind !== "openids")) continue;
    const form = JSON.stringify(leaf);
    const ordinals =
      known.get(form) ?? (leaf.kind === "near" ? await positions.ordinalsNear(tenantId, leaf) : await listed(pool, tenantId, leaf));
    known.set(form, ordinals);
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

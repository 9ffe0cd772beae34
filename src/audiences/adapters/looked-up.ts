import type { Pool } from "pg";
import { type Audience, leavesOf } from "../audience.js";
import type { OrdinalSet } from "../ordinal-set.js";
import type { PositionLookup } from "../position-lookup.port.js";
import type { SendLookup } from "../send-lookup.port.js";
import type { SendsLeft } from "../sends-left.port.js";

/** Ordinals, ascending, of the users of a leaf that no index knows by itself, by the leaf. */
export type LookedUp = ReadonlyMap<Audience, ArrayLike<number>>;

/** What leaves are looked up in that neither the index nor the users' table knows. */
export interface Lookups {
  positions: PositionLookup;
  sends: SendLookup;
}

/** Looks up lists of people (unknown ones are nobody) places and mass sends; one query for all leaves that are equal. */
export async function lookUp(pool: Pool, lookups: Lookups, tenantId: number, audiences: readonly Audience[]): Promise<LookedUp> {
  const found = new Map<Audience, ArrayLike<number>>();
  const known = new Map<string, ArrayLike<number>>();
  for (const leaf of audiences.flatMap(leavesOf)) {
    if (found.has(leaf) || !isLookedUp(leaf)) continue;
    const form = JSON.stringify(leaf);
    const ordinals = known.get(form) ?? (await ordinalsOf(pool, lookups, tenantId, leaf));
    known.set(form, ordinals);
    found.set(leaf, ordinals);
  }
  return found;
}

type LookedUpLeaf = Extract<Audience, { kind: "users" | "openids" | "near" | "unreached" }>;

function isLookedUp(leaf: Audience): leaf is LookedUpLeaf {
  return leaf.kind === "near" || leaf.kind === "unreached" || leaf.kind === "users" || leaf.kind === "openids";
}

async function ordinalsOf(pool: Pool, { positions, sends }: Lookups, tenantId: number, leaf: LookedUpLeaf): Promise<ArrayLike<number>> {
  if (leaf.kind === "near") return positions.ordinalsNear(tenantId, leaf);
  if (leaf.kind === "unreached") return sends.ordinalsUnreached(tenantId, leaf.massSendId);
  return listed(pool, tenantId, leaf);
}

/** The users of leaves about this month's mass sends, by the leaf; `version` as in SendsLeft. */
export async function lookUpSendsLeft(
  sendsLeft: SendsLeft,
  tenantId: number,
  audiences: readonly Audience[],
  version?: number,
): Promise<ReadonlyMap<Audience, OrdinalSet>> {
  const found = new Map<Audience, OrdinalSet>();
  for (const leaf of audiences.flatMap(leavesOf)) {
    if (leaf.kind === "massSendsLeft" && !found.has(leaf)) found.set(leaf, await sendsLeft.leftAtMost(tenantId, leaf.atMost, version));
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

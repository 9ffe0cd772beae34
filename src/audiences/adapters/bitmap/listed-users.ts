import type { Pool } from "pg";
import type { Audience } from "../../audience.js";
import type { ListColumns } from "./bitmap-engine.js";
import { type Column, columnOfOrdinals } from "./bitmaps.js";

/** The users whom the `users` and `openids` leaves of an expression name; unknown ones are nobody. One query a leaf. */
export async function readLists(pool: Pool, tenantId: number, audience: Audience): Promise<ListColumns> {
  const lists = new Map<Audience, Column>();
  for (const leaf of listLeaves(audience)) {
    const [column, values] =
      leaf.kind === "users" ? ["user_id = ANY ($2::int[])", leaf.userIds] : ["openid = ANY ($2::text[])", leaf.openids];
    const { rows } = await pool.query<{ ordinal: number }>(
      `SELECT ordinal FROM users WHERE tenant_id = $1 AND ${column} ORDER BY ordinal`,
      [tenantId, values],
    );
    lists.set(leaf, columnOfOrdinals(rows.map(({ ordinal }) => ordinal)));
  }
  return lists;
}

type ListLeaf = Extract<Audience, { kind: "users" | "openids" }>;

function listLeaves(audience: Audience): ListLeaf[] {
  if (audience.kind === "all" || audience.kind === "any") return audience.of.flatMap(listLeaves);
  if (audience.kind === "not") return listLeaves(audience.of);
  return audience.kind === "users" || audience.kind === "openids" ? [audience] : [];
}

import type { Database } from "../../src/platform/database/database.js";

/** A tenant with `users` followers, ordinals 0 to users - 1, openids `o0`, `o1`, …; every tenth is not subscribed. Gives its id. */
export async function insertTenant(database: Database, options: { appId: string; users: number }): Promise<number> {
  const { rows } = await database.pool.query<{ id: number }>(
    `INSERT INTO tenant (name, app_id, app_secret_sealed, callback_token_sealed) VALUES ($1, $1, '', '') RETURNING id`,
    [options.appId],
  );
  const tenantId = rows[0]?.id ?? 0;
  await database.pool.query("INSERT INTO tenant_counter (tenant_id, next_ordinal) VALUES ($1, $2)", [tenantId, options.users]);
  await database.pool.query(
    `INSERT INTO users (tenant_id, ordinal, openid, subscribed)
     SELECT $1, n, 'o' || n, n % 10 <> 9 FROM generate_series(0, $2::int - 1) AS n`,
    [tenantId, options.users],
  );
  await database.pool.query(
    `INSERT INTO user_info (user_id, nickname, sex)
     SELECT user_id, '用户' || ordinal, (ARRAY['MALE', 'FEMALE', 'UNKNOWN'])[ordinal % 3 + 1] FROM users WHERE tenant_id = $1`,
    [tenantId],
  );
  return tenantId;
}

/** What the change log says of one tag, replayed from the start: the ordinals that carry it. */
export async function replayTag(database: Database, tenantId: number, tagId: number): Promise<number[]> {
  const { decodeOrdinals } = await import("../../src/audiences/adapters/ordinal-codec.js");
  const { rows } = await database.pool.query<{ kind: string; ordinals: Buffer }>(
    "SELECT kind, ordinals FROM audience_change WHERE tenant_id = $1 AND tag_id = $2 ORDER BY position",
    [tenantId, tagId],
  );
  const carrying = new Set<number>();
  for (const { kind, ordinals } of rows) {
    for (const ordinal of decodeOrdinals(ordinals)) {
      const wasThere = carrying.has(ordinal);
      if (wasThere === (kind === "TAGGED")) throw new Error(`${kind} repeated for ordinal ${ordinal}`);
      if (wasThere) carrying.delete(ordinal);
      else carrying.add(ordinal);
    }
  }
  return [...carrying].sort((a, b) => a - b);
}

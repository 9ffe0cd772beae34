import type pg from "pg";

/** Raises the sequence of user_ids, so that whoever joins from now on gets one above `highest`. Survives a rollback, as sequences do. */
export async function raiseUserIds(sql: pg.Pool | pg.PoolClient, highest: number): Promise<void> {
  await sql.query(
    `SELECT setval(pg_get_serial_sequence('users', 'user_id')::regclass, $1)
     WHERE $1 > (SELECT coalesce(last_value, 0) FROM pg_sequences
                 WHERE (schemaname || '.' || sequencename)::regclass = pg_get_serial_sequence('users', 'user_id')::regclass)`,
    [highest],
  );
}

/** Gives each of these users a new id, with all that hangs on it. Answers old and new. */
export async function evict(tx: pg.PoolClient, userIds: readonly number[]): Promise<Map<number, number>> {
  if (userIds.length === 0) return new Map();
  const { rows } = await tx.query<{ old: number; id: number }>(
    `SELECT old, nextval(pg_get_serial_sequence('users', 'user_id')::regclass)::int AS id FROM unnest($1::int[]) AS given(old)`,
    [userIds],
  );
  const moves = new Map(rows.map(({ old, id }) => [old, id]));
  await move(tx, moves);
  return moves;
}

/** Changes user_ids; nobody may have the new ones. Profile, favourites and position follow by their foreign keys. */
export async function move(tx: pg.PoolClient, moves: ReadonlyMap<number, number>): Promise<void> {
  if (moves.size === 0) return;
  const values = [[...moves.keys()], [...moves.values()]];
  for (const table of ["users", "user_tag", "wechat_user_tag"]) {
    await tx.query(
      `UPDATE ${table} t SET user_id = moves.new FROM unnest($1::int[], $2::int[]) AS moves(old, new) WHERE t.user_id = moves.old`,
      values,
    );
  }
  // Those of the old system name its ids, which stay; ours mean the user who moves.
  await tx.query(
    `UPDATE deletion_request t SET user_id = moves.new FROM unnest($1::int[], $2::int[]) AS moves(old, new)
     WHERE t.user_id = moves.old AND t.import_key IS NULL`,
    values,
  );
}

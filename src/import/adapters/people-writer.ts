import type pg from "pg";
import { copyInto, skipForeignKeyChecks } from "../../platform/database/bulk-load.js";
import { joinedBuffers } from "../../platform/database/copy-format.js";
import { linesOf } from "../packed-rows.js";
import type { PlacedRecord } from "../target.port.js";
import { MERGE_CREDENTIALS, MERGE_FAVOURITES, MERGE_INFO, MERGE_USERS } from "./merge-sql.js";
import { CREDENTIAL_COLUMNS, FAV_COLUMNS, INFO_COLUMNS, type NumberedRecord, USER_COLUMNS, userLines } from "./people-rows.js";

/** user_ids whose rows were written, per table of the old system. */
export interface ChangedPeople {
  user: Set<number>;
  user_info: Set<number>;
  user_fav: Set<number>;
}

interface Tables {
  users: string;
  info: string;
  fav: string;
  credential: string;
}

const REAL: Tables = { users: "users", info: "user_info", fav: "user_fav", credential: "legacy_credential" };
const STAGED: Tables = { users: "staged_users", info: "staged_info", fav: "staged_fav", credential: "staged_credential" };
const COLUMNS: Tables = { users: USER_COLUMNS, info: INFO_COLUMNS, fav: FAV_COLUMNS, credential: CREDENTIAL_COLUMNS };

/** Writes people nobody here knows yet, straight into the tables. */
export async function insertPeople(tx: pg.PoolClient, records: readonly NumberedRecord[]): Promise<void> {
  if (records.length === 0) return;
  await skipForeignKeyChecks(tx);
  await copyPeople(tx, REAL, records);
}

/** Brings people who are here up to date, and gives who differed. */
export async function mergePeople(tx: pg.PoolClient, records: readonly PlacedRecord[]): Promise<ChangedPeople> {
  if (records.length === 0) return { user: new Set(), user_info: new Set(), user_fav: new Set() };
  for (const part of ["users", "info", "fav", "credential"] as const) {
    await tx.query(`CREATE TEMP TABLE ${STAGED[part]} ON COMMIT DROP AS SELECT ${COLUMNS[part]} FROM ${REAL[part]} LIMIT 0`);
  }
  // The ordinal of those who are here stays as it is.
  const numbered = records.map((record) => ({ ...record, ordinal: 0 }));
  await copyPeople(tx, STAGED, numbered);
  const user = await writtenBy(tx, MERGE_USERS);
  const user_info = await writtenBy(tx, MERGE_INFO);
  const user_fav = await writtenBy(tx, MERGE_FAVOURITES);
  for (const userId of await writtenBy(tx, MERGE_CREDENTIALS)) user.add(userId);
  return { user, user_info, user_fav };
}

async function writtenBy(tx: pg.PoolClient, statement: string): Promise<Set<number>> {
  const { rows } = await tx.query<{ user_id: number }>(statement);
  return new Set(rows.map(({ user_id }) => user_id));
}

async function copyPeople(tx: pg.PoolClient, tables: Tables, records: readonly NumberedRecord[]): Promise<void> {
  const lines = {
    users: userLines(records),
    info: linesOf(records, "info"),
    fav: linesOf(records, "favourites"),
    credential: linesOf(records, "credential"),
  };
  for (const part of ["users", "info", "fav", "credential"] as const) {
    await copyInto(tx, `COPY ${tables[part]} (${COLUMNS[part]}) FROM STDIN`, joinedBuffers(lines[part]));
  }
}

import { PrismaPg } from "@prisma/adapter-pg";
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
} from "@prisma/driver-adapter-utils";
import pg from "pg";

/** An adapter over one small pool of its own, by which the schema engine can read PostgreSQL's catalogue. `close` ends the pool. */
export interface CatalogAdapter {
  factory: SqlMigrationAwareDriverAdapterFactory;
  close(): Promise<void>;
}

/**
 * Some columns of the catalogue have the internal type "char" (one byte). adapter-pg 7.10 refuses that type, and the engine takes it
 * as nothing but a character. So: `pg` calls it character(1), which the adapter takes for text, and the result is then named a character.
 */
export function openCatalogAdapter(connectionString: string): CatalogAdapter {
  const pool = new pg.Pool({ connectionString, max: 2 });
  const charColumns = new WeakMap<object, number[]>();
  const runQuery = pool.query.bind(pool) as (config: pg.QueryConfig) => Promise<pg.QueryResult>;
  Object.assign(pool, {
    query: async (config: pg.QueryConfig) => {
      const result = await runQuery(config);
      charColumns.set(result.rows, renameChars(result));
      return result;
    },
  });
  const inner = new PrismaPg(pool);
  const connect = async () => withCharacters(await inner.connect(), charColumns);
  const factory = {
    provider: "postgres" as const,
    adapterName: inner.adapterName,
    connect,
    connectToShadowDb: () => inner.connectToShadowDb(),
  };
  return { factory, close: () => pool.end() };
}

/** The positions of the columns that were "char". */
function renameChars(result: pg.QueryResult): number[] {
  const { CHAR, BPCHAR } = pg.types.builtins;
  const found: number[] = [];
  for (const [index, field] of (result.fields ?? []).entries()) {
    if (field.dataTypeID !== CHAR) continue;
    field.dataTypeID = BPCHAR;
    found.push(index);
  }
  return found;
}

function withCharacters(adapter: SqlDriverAdapter, charColumns: WeakMap<object, number[]>): SqlDriverAdapter {
  const queryRaw = adapter.queryRaw.bind(adapter);
  return Object.assign(adapter, {
    queryRaw: async (query: SqlQuery): Promise<SqlResultSet> => {
      const result = await queryRaw(query);
      for (const index of charColumns.get(result.rows) ?? []) result.columnTypes[index] = ColumnTypeEnum.Character;
      return result;
    },
  });
}

import { setTimeout as sleep } from "node:timers/promises";
import { createPool, type Pool } from "mysql2";
import { LEGACY_TABLES, type LegacyTable } from "../legacy-tables.js";
import type { LegacySource, SourceKey, SourceRow, SourceSurvey } from "../source.port.js";
import { eachRow } from "./mysql-rows.js";
import { decode, keyOf, quoted, type TableShape, tableShape } from "./mysql-table-shape.js";

/** The server closed or dropped the connection, or is being restarted: another one may do. */
const PASSING = new Set(["PROTOCOL_CONNECTION_LOST", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ECONNREFUSED", "ER_SERVER_SHUTDOWN"]);
const RETRY_DELAYS_MS = [500, 2_000, 10_000];

export interface MysqlSourceOptions {
  /** mysql://user:password@host:port/database */
  url: string;
  /** Table of openid and tag pairs; null where there is none. */
  tagsTable: string | null;
  /** What another one has surveyed. */
  shapes?: ReadonlyMap<LegacyTable, TableShape>;
}

/** A MySQL or MariaDB of the old system. Reads bytes as they are stored: what a connection's charset makes of broken text is lost. */
export class MysqlSource implements LegacySource {
  readonly name: string;
  private readonly pool: Pool;
  private readonly database: string;
  private readonly shapes: Map<LegacyTable, TableShape>;

  constructor(private readonly options: MysqlSourceOptions) {
    this.shapes = new Map(options.shapes);
    const url = new URL(options.url);
    this.database = decodeURIComponent(url.pathname.slice(1));
    this.name = `${url.hostname}:${url.port || "3306"}/${this.database}`;
    this.pool = createPool({
      host: url.hostname,
      port: Number(url.port || 3306),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database: this.database,
      connectionLimit: 4,
      connectTimeout: 10_000,
      rowsAsArray: true,
      // Cells as bytes: also numbers and dates, whose zero and impossible values a parser would alter.
      typeCast: false,
    });
    this.pool.on("connection", (connection) => {
      connection.query("SET character_set_results = NULL");
      // Reading must not hold up the old system, should it still be live.
      connection.query("SET SESSION TRANSACTION READ ONLY");
    });
  }

  async survey(): Promise<SourceSurvey> {
    const survey: SourceSurvey = {};
    for (const table of Object.keys(LEGACY_TABLES) as LegacyTable[]) {
      const name = table === "tags" ? this.options.tagsTable : table;
      const shape = name === null ? null : await tableShape((sql, values) => this.query(sql, values), this.database, table, name);
      if (shape === null) continue;
      this.shapes.set(table, shape);
      const [[count = null] = []] = await this.query(`SELECT COUNT(*) FROM ${quoted(shape.name)}`, []);
      survey[table] = { rows: Number(count?.toString() ?? 0), unknown: shape.unknown, missing: shape.missing, indexed: shape.indexed };
    }
    return survey;
  }

  /** For another one, of the same database. */
  surveyed(): MysqlSourceOptions {
    return { ...this.options, shapes: this.shapes };
  }

  async boundary(table: LegacyTable, after: SourceKey | null, limit: number): Promise<SourceKey | null> {
    const shape = this.shape(table);
    const key = quoted(keyOf(table));
    const where = after === null ? `${key} IS NOT NULL` : `${key} > ?`;
    const sql = `SELECT ${key} FROM ${quoted(shape.name)} WHERE ${where} ORDER BY ${key} LIMIT 1 OFFSET ${limit - 1}`;
    const [[cell = null] = []] = await this.query(sql, after === null ? [] : [fromKey(table, after)]);
    return cell === null ? null : table === "tags" ? cell.toString("hex") : cell.toString("latin1");
  }

  async rows<Row>(table: LegacyTable, after: SourceKey | null, upTo: SourceKey | null, read: (cells: SourceRow) => Row): Promise<Row[]> {
    const shape = this.shape(table);
    const key = quoted(keyOf(table));
    const conditions: string[] = [];
    const values: (number | Buffer)[] = [];
    if (after !== null) {
      conditions.push(`${key} > ?`);
      values.push(fromKey(table, after));
    }
    if (upTo !== null) {
      conditions.push(after === null ? `(${key} <= ? OR ${key} IS NULL)` : `${key} <= ?`);
      values.push(fromKey(table, upTo));
    }
    const where = conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : "";
    const sql = `SELECT ${shape.selection} FROM ${quoted(shape.name)} ${where} ORDER BY ${key}`;
    return this.persistently(async () => {
      const rows: Row[] = [];
      await eachRow(this.pool, sql, values, (cells) => {
        decode(shape, cells);
        rows.push(read(cells));
      });
      return rows;
    });
  }

  async highestUserId(): Promise<number> {
    const [[highest = null] = []] = await this.query("SELECT MAX(user_id) FROM `user`", []);
    return Number(highest?.toString() ?? 0);
  }

  async close(): Promise<void> {
    await this.pool.promise().end();
  }

  private shape(table: LegacyTable): TableShape {
    const shape = this.shapes.get(table);
    if (!shape) throw new Error(`table ${table} was not surveyed`);
    return shape;
  }

  private query(sql: string, values: readonly (string | number | Buffer)[]): Promise<SourceRow[]> {
    return this.persistently(async () => {
      const [rows] = await this.pool.promise().query(sql, [...values]);
      return rows as unknown as SourceRow[];
    });
  }

  /** Tries once more where another connection may do. */
  private async persistently<T>(work: () => Promise<T>): Promise<T> {
    for (const delay of RETRY_DELAYS_MS) {
      try {
        return await work();
      } catch (error) {
        const code = error instanceof Error && "code" in error ? String(error.code) : "";
        if (!PASSING.has(code)) throw error;
        await sleep(delay);
      }
    }
    return work();
  }
}

function fromKey(table: LegacyTable, key: SourceKey): number | Buffer {
  return table === "tags" ? Buffer.from(key, "hex") : Number(key);
}

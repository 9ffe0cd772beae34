import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Logger } from "../logging/logger.js";

/** Held by every running process, shared by those that can work together. */
const COMPANY_LOCK = "x'7a670010'::int";
/** The one before may still be finishing what it has in hand. */
const PATIENCE_MS = 12_000;
const LOOK_MS = 200;
const RECONNECT_MS = 1_000;

export class NotAlone extends Error {
  override readonly name = "NotAlone";
}

/**
 * One process that shares nothing with others must be alone on its database. It holds an advisory lock on a connection of its own,
 * exclusively; processes that share a Redis hold it together. It ends with the process, however that ends.
 */
export class Company {
  private client: pg.Client | null = null;
  private retry: NodeJS.Timeout | null = null;
  private stopped = false;

  private constructor(
    private readonly connectionString: string,
    private readonly shares: boolean,
    private readonly logger: Logger,
  ) {}

  /** Waits up to 12 s for others to end; then rejects with NotAlone. */
  static async join(options: { connectionString: string; shares: boolean; logger: Logger }, patienceMs = PATIENCE_MS): Promise<Company> {
    const company = new Company(options.connectionString, options.shares, options.logger);
    const deadline = performance.now() + patienceMs;
    for (let told = false; !(await company.enter()); told = true) {
      if (performance.now() > deadline) throw new NotAlone(company.advice());
      if (!told) options.logger.info({}, "another process of Tagcast still uses this database; waiting for it to end");
      await sleep(LOOK_MS);
    }
    return company;
  }

  async leave(): Promise<void> {
    this.stopped = true;
    if (this.retry) clearTimeout(this.retry);
    const { client } = this;
    this.client = null;
    await client?.end().catch(() => undefined);
  }

  private async enter(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.connectionString, keepAlive: true, connectionTimeoutMillis: 5_000 });
    client.on("error", () => this.lost(client));
    client.on("end", () => this.lost(client));
    await client.connect();
    const lock = this.shares ? "pg_try_advisory_lock_shared" : "pg_try_advisory_lock";
    const { rows } = await client.query<{ entered: boolean }>(`SELECT ${lock}(${COMPANY_LOCK}, 0) AS entered`);
    if (rows[0]?.entered === true) {
      this.client = client;
      return true;
    }
    await client.end();
    return false;
  }

  private lost(client: pg.Client): void {
    if (this.client !== client) return;
    this.client = null;
    client.end().catch(() => undefined);
    this.again();
  }

  /** The database was gone for a moment: whoever came meanwhile, both are told. */
  private again(): void {
    if (this.stopped) return;
    this.retry = setTimeout(() => {
      this.enter().then(
        (entered) => {
          if (entered && this.stopped) return this.leave();
          if (entered) return undefined;
          this.logger.error({}, this.advice());
          return this.again();
        },
        // The pool's own connections report a database that does not answer.
        () => this.again(),
      );
    }, RECONNECT_MS).unref();
  }

  private advice(): string {
    return this.shares
      ? "another process of Tagcast uses this database without REDIS_URL: stop it, or set REDIS_URL there as well, to the same Redis"
      : "another process of Tagcast uses this database: only one may without REDIS_URL. Stop the other one, or set REDIS_URL in all of them, " +
          "to the same Redis";
  }
}

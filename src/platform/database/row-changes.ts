import pg from "pg";

const CHANNEL = "tagcast_rows";
const RECONNECT_MS = 1_000;

/** The tables whose triggers say so when rows of them are changed or deleted. */
export type WatchedTable = "session" | "operator" | "api_key" | "tag";

/**
 * Hears of rows changed by any process, some milliseconds after the commit, over a connection of its own. What was missed while that was
 * lost counts as a change of everything.
 */
export class RowChanges {
  private readonly listeners: { table: WatchedTable; changed: () => void }[] = [];
  private client: pg.Client | null = null;
  private retry: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(private readonly connectionString: string) {}

  /** Whether changes are heard at present. */
  get isListening(): boolean {
    return this.client !== null;
  }

  onChange(table: WatchedTable, changed: () => void): void {
    this.listeners.push({ table, changed });
  }

  /** Never rejects: until the connection stands (it is tried again each second) nothing is heard. */
  async start(): Promise<void> {
    const client = new pg.Client({ connectionString: this.connectionString, keepAlive: true, connectionTimeoutMillis: 5_000 });
    const lost = () => this.lost(client);
    client.on("error", lost);
    client.on("end", lost);
    client.on("notification", ({ payload }) => this.tell(payload));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    } catch {
      // The pool's own connections report a database that does not answer.
      await client.end().catch(() => undefined);
      this.tryAgain();
      return;
    }
    if (this.stopped) return void (await client.end());
    this.client = client;
    this.tell(null);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.retry) clearTimeout(this.retry);
    const { client } = this;
    this.client = null;
    await client?.end().catch(() => undefined);
  }

  private lost(client: pg.Client): void {
    if (this.client !== client) return;
    this.client = null;
    client.end().catch(() => undefined);
    this.tryAgain();
  }

  private tryAgain(): void {
    if (this.stopped) return;
    if (this.retry) clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.start(), RECONNECT_MS).unref();
  }

  private tell(table: string | undefined | null): void {
    for (const listener of this.listeners) if (table === null || listener.table === table) listener.changed();
  }
}

import type { TagExchange, Turn } from "../tags/index.js";
import type { FollowerStore, NewcomerProfiles } from "../users/index.js";
import type { WeChatClients } from "../wechat/index.js";
import { fetchProfiles } from "./fetch-profiles.js";
import type { ProfileImporter } from "./profile-importer.js";
import type { SyncLogger } from "./sync-job-store.port.js";

/** Newcomers of one moment share a call. */
const GATHER_MS = 1_000;
/** After a campaign thousands may come at once; those beyond are left to the next sync. */
const MAX_WAITING = 5_000;

/** Fetches the profiles of people who came by a callback, in the background. What fails is left to the next sync. */
export class NewcomerImporter implements NewcomerProfiles {
  private readonly waiting = new Map<number, Set<string>>();
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> = Promise.resolve();
  private readonly stopping = new AbortController();

  constructor(
    private readonly clients: WeChatClients,
    private readonly followers: Pick<FollowerStore, "now">,
    private readonly importer: ProfileImporter,
    private readonly exchange: TagExchange,
    private readonly log: SyncLogger,
  ) {}

  wanted(tenantId: number, openid: string): void {
    const openids = this.waiting.get(tenantId) ?? new Set();
    this.waiting.set(tenantId, openids);
    if (openids.size >= MAX_WAITING) return;
    openids.add(openid);
    this.timer ??= setTimeout(() => this.flush(), GATHER_MS).unref();
  }

  /** Fetches what waits now. */
  flush(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const batches = [...this.waiting];
    this.waiting.clear();
    this.running = this.running.then(async () => {
      for (const [tenantId, openids] of batches) await this.fetch(tenantId, [...openids]);
    });
    return this.running;
  }

  /** Drops what waits and lets the call in hand finish. */
  async close(): Promise<void> {
    this.stopping.abort();
    if (this.timer) clearTimeout(this.timer);
    this.waiting.clear();
    await this.running;
  }

  private async fetch(tenantId: number, openids: readonly string[]): Promise<void> {
    try {
      const client = await this.clients.forTenant(tenantId);
      const pull = async (turn: Turn) => {
        const observedAt = await this.followers.now();
        await this.importer.import(tenantId, await fetchProfiles(client, openids), observedAt, turn);
      };
      await this.exchange.take(tenantId, "reading", pull, this.stopping.signal);
    } catch (error) {
      this.log.warn({ err: error, tenantId, users: openids.length }, "profiles of new followers are left to the next sync");
    }
  }
}

import { type WeChatClient, WeChatError } from "../../wechat/index.js";

/** Operators look at a forecast again and again; WeChat answers user/get 500 times a day, and syncs need some of them. */
const KEPT_MS = 600_000;

interface CountClients {
  forTenant(tenantId: number): Promise<Pick<WeChatClient, "followers" | "tags">>;
}

interface Kept<T> {
  at: number;
  value: Promise<T | null>;
}

/** How many people WeChat itself counts. Null where it does not answer. */
export class WeChatCounts {
  private readonly totals = new Map<number, Kept<number>>();

  constructor(
    private readonly clients: CountClients,
    private readonly clock: () => Date,
    private readonly log: { warn(details: object, message: string): void },
  ) {}

  /** Followers; up to ten minutes old unless `fresh`. */
  followers(tenantId: number, fresh: boolean): Promise<number | null> {
    const now = this.clock().getTime();
    const known = this.totals.get(tenantId);
    if (!fresh && known && Math.abs(now - known.at) < KEPT_MS) return known.value;
    const value = this.ask(tenantId, async (client) => (await client.followers("")).total);
    this.totals.set(tenantId, { at: now, value });
    return value;
  }

  /** Followers under WeChat's tag, as of now; null also where there is no such tag. */
  carriers(tenantId: number, wechatTagId: number): Promise<number | null> {
    return this.ask(tenantId, async (client) => (await client.tags()).find(({ id }) => id === wechatTagId)?.count ?? null);
  }

  private async ask<T>(tenantId: number, question: (client: Pick<WeChatClient, "followers" | "tags">) => Promise<T>): Promise<T | null> {
    try {
      return await question(await this.clients.forTenant(tenantId));
    } catch (error) {
      if (!(error instanceof WeChatError)) throw error;
      this.log.warn({ err: error, tenantId }, "WeChat does not say how many people there are");
      return null;
    }
  }
}

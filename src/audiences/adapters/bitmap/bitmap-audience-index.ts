import type { Database } from "../../../platform/database/database.js";
import type { Audience } from "../../audience.js";
import type { AudienceAnswer, AudienceIndex } from "../../audience-index.port.js";
import { normaliseAudience } from "../../normalise-audience.js";
import type { OrdinalSet } from "../../ordinal-set.js";
import { BitmapEngine, type ListColumns } from "./bitmap-engine.js";
import { type Bitmaps, tagKey } from "./bitmaps.js";
import { readLists } from "./listed-users.js";
import { SnapshotKeeper } from "./snapshot-keeper.js";
import { type IndexLogger, TenantFollower } from "./tenant-follower.js";

interface Question {
  audience: Audience;
  bitmaps: Bitmaps;
  lists: ListColumns;
  asOf: Date;
}

/**
 * The embedded audience index: bitmaps in this process, kept in PostgreSQL. Every answer first looks where the change log
 * ends and applies what is new, so it holds each change committed before it was asked, by any process.
 */
export class BitmapAudienceIndex implements AudienceIndex {
  private readonly engine = new BitmapEngine();
  private readonly followers = new Map<number, TenantFollower>();
  private readonly keeper: SnapshotKeeper;

  constructor(
    private readonly database: Database,
    private readonly logger: IndexLogger,
    options: { saveDelayMs?: number } = {},
  ) {
    this.keeper = new SnapshotKeeper(database, logger, options.saveDelayMs);
  }

  /** Loads the stored bitmaps of every tenant. Those without any are built in the background; who asks first waits for it. */
  async start(): Promise<void> {
    for (const { tenantId, stored } of await this.keeper.tenants()) {
      const loading = this.follower(tenantId).fresh();
      if (stored) await loading;
      else
        loading.catch((error: unknown) =>
          this.logger.warn({ tenantId, err: error }, "audience index could not be built; the next question tries again"),
        );
    }
  }

  /** Stores all that changed. */
  async flush(): Promise<void> {
    for (const follower of this.followers.values()) await follower.save();
  }

  /** Stores all that changed and ends; a failure only costs the next start some replay. */
  async close(): Promise<void> {
    await this.keeper.close(this.followers.values());
  }

  async preview(tenantId: number, audience: Audience, options: { sampleSize: number; topTags: number }): Promise<AudienceAnswer> {
    const question = await this.ask(tenantId, audience);
    const started = performance.now();
    const answer = await this.engine.preview(question.bitmaps, question.audience, question.lists, options);
    return { ...answer, asOf: question.asOf, tookMs: performance.now() - started };
  }

  async count(tenantId: number, audience: Audience): Promise<number> {
    const question = await this.ask(tenantId, audience);
    return this.engine.count(question.bitmaps, question.audience, question.lists);
  }

  async freeze(tenantId: number, audience: Audience): Promise<OrdinalSet> {
    const question = await this.ask(tenantId, audience);
    return this.engine.freeze(question.bitmaps, question.audience, question.lists);
  }

  async page(
    tenantId: number,
    audience: Audience,
    after: number | null,
    limit: number,
  ): Promise<{ ordinals: number[]; totalCount: number }> {
    const question = await this.ask(tenantId, audience);
    return this.engine.page(question.bitmaps, question.audience, question.lists, after, limit);
  }

  async tagCounts(tenantId: number, tagIds: readonly number[]): Promise<Map<number, number>> {
    const { bitmaps } = await this.follower(tenantId).fresh();
    return new Map(tagIds.map((tagId) => [tagId, bitmaps.columns.get(tagKey(tagId))?.cardinality ?? 0]));
  }

  private async ask(tenantId: number, given: Audience): Promise<Question> {
    const audience = normaliseAudience(given);
    const fresh = await this.follower(tenantId).fresh();
    return { audience, ...fresh, lists: await readLists(this.database.pool, tenantId, audience) };
  }

  private follower(tenantId: number): TenantFollower {
    let follower = this.followers.get(tenantId);
    if (!follower) {
      follower = new TenantFollower(this.database, tenantId, this.logger, (changed) => this.keeper.changed(changed));
      this.followers.set(tenantId, follower);
    }
    return follower;
  }
}

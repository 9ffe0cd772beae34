import type { Database } from "../../../platform/database/database.js";
import { atDate } from "../../at-date.js";
import type { Audience } from "../../audience.js";
import type { AudienceAnswer, AudienceIndex } from "../../audience-index.port.js";
import { normaliseAudience } from "../../normalise-audience.js";
import type { OrdinalSet } from "../../ordinal-set.js";
import type { PositionLookup } from "../../position-lookup.port.js";
import { lookUp } from "../looked-up.js";
import { BitmapEngine, type ListColumns } from "./bitmap-engine.js";
import { type Bitmaps, columnOfOrdinals, tagKey } from "./bitmaps.js";
import { SnapshotKeeper } from "./snapshot-keeper.js";
import { type IndexLogger, TenantFollower } from "./tenant-follower.js";

export interface BitmapIndexParts {
  database: Database;
  logger: IndexLogger;
  positions: PositionLookup;
  /** Tells which day it is, for ages. */
  clock: () => Date;
  saveDelayMs?: number;
}

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

  constructor(private readonly parts: BitmapIndexParts) {
    this.keeper = new SnapshotKeeper(parts.database, parts.logger, parts.saveDelayMs);
  }

  /** Loads the stored bitmaps of every tenant. Those without any are built in the background; who asks first waits for it. */
  async start(): Promise<void> {
    for (const { tenantId, stored } of await this.keeper.tenants()) {
      const loading = this.follower(tenantId).fresh();
      if (stored) await loading;
      else
        loading.catch((error: unknown) =>
          this.parts.logger.warn({ tenantId, err: error }, "audience index could not be built; the next question tries again"),
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

  async counts(tenantId: number, audiences: readonly Audience[]): Promise<number[]> {
    const question = await this.askAll(tenantId, audiences);
    return this.engine.counts(question.bitmaps, question.audiences, question.lists);
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

  async matches(tenantId: number, audiences: readonly Audience[], ordinal: number): Promise<boolean[]> {
    const question = await this.askAll(tenantId, audiences);
    return this.engine.matches(question.bitmaps, question.audiences, question.lists, ordinal);
  }

  async membersAmong(tenantId: number, audiences: readonly Audience[], ordinals: Uint32Array): Promise<Uint32Array[]> {
    const question = await this.askAll(tenantId, audiences);
    return this.engine.among(question.bitmaps, question.audiences, question.lists, ordinals);
  }

  async tagCounts(tenantId: number, tagIds: readonly number[]): Promise<Map<number, number>> {
    const { bitmaps } = await this.follower(tenantId).fresh();
    return new Map(tagIds.map((tagId) => [tagId, bitmaps.columns.get(tagKey(tagId))?.cardinality ?? 0]));
  }

  private async ask(tenantId: number, given: Audience): Promise<Question> {
    const { audiences, ...question } = await this.askAll(tenantId, [given]);
    return { ...question, audience: audiences[0] as Audience };
  }

  /** Leaves are looked up after the bitmaps were chosen, so that they are never older. */
  private async askAll(tenantId: number, given: readonly Audience[]): Promise<Omit<Question, "audience"> & { audiences: Audience[] }> {
    const { database, positions, clock } = this.parts;
    const audiences = given.map((one) => atDate(normaliseAudience(one), clock()));
    const fresh = await this.follower(tenantId).fresh();
    const found = await lookUp(database.pool, positions, tenantId, audiences);
    const lists = new Map([...found].map(([leaf, ordinals]) => [leaf, columnOfOrdinals(ordinals)]));
    return { audiences, ...fresh, lists };
  }

  private follower(tenantId: number): TenantFollower {
    let follower = this.followers.get(tenantId);
    if (!follower) {
      follower = new TenantFollower(this.parts.database, tenantId, this.parts.logger, (changed) => this.keeper.changed(changed));
      this.followers.set(tenantId, follower);
    }
    return follower;
  }
}

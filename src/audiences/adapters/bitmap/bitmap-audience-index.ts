import type { Database } from "../../../platform/database/database.js";
import { atDate } from "../../at-date.js";
import { type Audience, NONE_LEFT } from "../../audience.js";
import type { AudienceAnswer, AudienceIndex, PreviewOptions } from "../../audience-index.port.js";
import { normaliseAudience } from "../../normalise-audience.js";
import type { OrdinalSet } from "../../ordinal-set.js";
import type { PositionLookup } from "../../position-lookup.port.js";
import type { SendLookup } from "../../send-lookup.port.js";
import type { SendsLeft } from "../../sends-left.port.js";
import type { IndexLogger } from "../index-logger.js";
import { lookUp, lookUpSendsLeft } from "../looked-up.js";
import { BitmapEngine, type ListColumns } from "./bitmap-engine.js";
import { type Column, type ColumnSource, columnOfOrdinals, columnOfSet, tagKey } from "./bitmaps.js";
import { MemoryBound } from "./memory-bound.js";
import { Serial } from "./serial.js";
import { SnapshotKeeper } from "./snapshot-keeper.js";
import { TenantBitmaps, type TenantParts } from "./tenant-bitmaps.js";

export interface BitmapIndexParts {
  database: Database;
  logger: IndexLogger;
  positions: PositionLookup;
  sends: SendLookup;
  sendsLeft: SendsLeft;
  /** Tells which day it is, for ages. */
  clock: () => Date;
  saveDelayMs?: number;
  /** What all bitmaps in memory may take, JavaScript's own overhead apart. Default: 1 GiB. */
  memoryBytes?: number;
}

const MEMORY_BYTES = 2 ** 30;

interface Question {
  audiences: readonly Audience[];
  source: ColumnSource;
  lists: ListColumns;
  asOf: Date;
}

/**
 * The embedded audience index: bitmaps in this process as far as memory allows, kept in PostgreSQL. Every answer first looks where the change log
 * ends and applies what is new, so it holds each change committed before it was asked, by any process.
 */
export class BitmapAudienceIndex implements AudienceIndex {
  private readonly engine = new BitmapEngine();
  private readonly tenants = new Map<number, TenantBitmaps>();
  private readonly keeper: SnapshotKeeper;
  private readonly tenantParts: TenantParts;

  constructor(private readonly parts: BitmapIndexParts) {
    const { database, logger, memoryBytes = MEMORY_BYTES } = parts;
    const keeper = new SnapshotKeeper(database, logger, parts.saveDelayMs);
    this.keeper = keeper;
    this.tenantParts = {
      ...{ database, logger, bound: new MemoryBound(memoryBytes), turns: new Serial() },
      onChange: (kept) => keeper.changed(kept),
      store: (kept) => keeper.store(kept),
    };
  }

  /** Loads the stored bitmaps of every tenant. Those without any are built in the background; who asks first waits for it. */
  async start(): Promise<void> {
    for (const { tenantId, stored } of await this.keeper.tenants()) {
      const loading = this.tenant(tenantId).read(async () => undefined);
      if (stored) await loading;
      else
        loading.catch((error: unknown) =>
          this.parts.logger.warn({ tenantId, err: error }, "audience index could not be built; the next question tries again"),
        );
    }
  }

  /** Stores all that changed. */
  async flush(): Promise<void> {
    for (const tenant of this.tenants.values()) await tenant.save();
  }

  /** Stores all that changed and ends; a failure only costs the next start some replay. */
  async close(): Promise<void> {
    await this.keeper.close(this.tenants.values());
  }

  preview(tenantId: number, audience: Audience, options: PreviewOptions): Promise<AudienceAnswer> {
    // The engine works out by itself who is reachable, and needs this looked up for it.
    return this.askAll(tenantId, [audience, NONE_LEFT], async ({ audiences: [asked], source, lists, asOf }) => {
      const started = performance.now();
      const answer = await this.engine.preview(source, asked as Audience, lists, options);
      return { ...answer, asOf, tookMs: performance.now() - started };
    });
  }

  count(tenantId: number, audience: Audience): Promise<number> {
    return this.ask(tenantId, audience, ({ audience: asked, source, lists }) => this.engine.count(source, asked, lists));
  }

  counts(tenantId: number, audiences: readonly Audience[]): Promise<number[]> {
    return this.askAll(tenantId, audiences, (question) => this.engine.counts(question.source, question.audiences, question.lists));
  }

  freeze(tenantId: number, audience: Audience): Promise<OrdinalSet> {
    return this.ask(tenantId, audience, ({ audience: asked, source, lists }) => this.engine.freeze(source, asked, lists));
  }

  page(tenantId: number, audience: Audience, after: number | null, limit: number): Promise<{ ordinals: number[]; totalCount: number }> {
    return this.ask(tenantId, audience, ({ audience: asked, source, lists }) => this.engine.page(source, asked, lists, after, limit));
  }

  matches(tenantId: number, audiences: readonly Audience[], ordinal: number): Promise<boolean[]> {
    return this.askAll(tenantId, audiences, (question) =>
      this.engine.matches(question.source, question.audiences, question.lists, ordinal),
    );
  }

  membersAmong(tenantId: number, audiences: readonly Audience[], ordinals: Uint32Array): Promise<Uint32Array[]> {
    return this.askAll(tenantId, audiences, (question) => this.engine.among(question.source, question.audiences, question.lists, ordinals));
  }

  tagCounts(tenantId: number, tagIds: readonly number[]): Promise<Map<number, number>> {
    return this.tenant(tenantId).read(async (source) => {
      const counts = new Map<number, number>();
      for (let from = 0; from < tagIds.length; from += source.readAtOnce) {
        const some = tagIds.slice(from, from + source.readAtOnce);
        const columns = await source.read(some.map(tagKey));
        for (const tagId of some) counts.set(tagId, columns.get(tagKey(tagId))?.cardinality ?? 0);
      }
      return counts;
    });
  }

  private ask<T>(tenantId: number, audience: Audience, answer: (question: Question & { audience: Audience }) => Promise<T>): Promise<T> {
    return this.askAll(tenantId, [audience], (question) => answer({ ...question, audience: question.audiences[0] as Audience }));
  }

  /** Leaves are looked up after the bitmaps were chosen, so that they are never older. */
  private askAll<T>(tenantId: number, given: readonly Audience[], answer: (question: Question) => Promise<T>): Promise<T> {
    const { database, positions, sends, sendsLeft, clock } = this.parts;
    const audiences = given.map((one) => atDate(normaliseAudience(one), clock()));
    return this.tenant(tenantId).read(async (source, asOf, deliveries) => {
      const found = await lookUp(database.pool, { positions, sends }, tenantId, audiences);
      const lists = new Map<Audience, Column>([...found].map(([leaf, ordinals]) => [leaf, columnOfOrdinals(ordinals)]));
      for (const [leaf, set] of await lookUpSendsLeft(sendsLeft, tenantId, audiences, deliveries)) lists.set(leaf, columnOfSet(set));
      return answer({ audiences, source, lists, asOf });
    });
  }

  private tenant(tenantId: number): TenantBitmaps {
    let tenant = this.tenants.get(tenantId);
    if (!tenant) {
      tenant = new TenantBitmaps(this.tenantParts, tenantId);
      this.tenants.set(tenantId, tenant);
    }
    return tenant;
  }
}

import { BadInputError } from "../../../graphql/errors.js";
import type { SearchClient } from "../../../platform/search/index.js";
import type { PeopleIndex, WantedPeople } from "../../../users/index.js";
import { atDate } from "../../at-date.js";
import { type Audience, reachableOf } from "../../audience.js";
import type { AudienceAnswer, AudienceIndex, PreviewOptions } from "../../audience-index.port.js";
import { normaliseAudience } from "../../normalise-audience.js";
import { OrdinalSet } from "../../ordinal-set.js";
import type { PositionLookup } from "../../position-lookup.port.js";
import type { SendLookup } from "../../send-lookup.port.js";
import type { SendsLeft } from "../../sends-left.port.js";
import type { IndexDrift } from "../index-drift.js";
import { LogTrimmer } from "../log-trim.js";
import { lookUp, lookUpSendsLeft } from "../looked-up.js";
import { buildQuery, levelsOf, MOST_LEVELS, ofTenant, type Query, type TenantQuery } from "./build-query.js";
import { findAmong } from "./find-among.js";
import { findSearchDrift } from "./find-drift.js";
import { IndexCatalogue } from "./index-catalogue.js";
import { onlyWanted } from "./people-query.js";
import { tenantsBehind } from "./positions.js";
import { ordinalsOf, pageRequest, scanOrdinals } from "./scan.js";
import { asUnavailable } from "./search-failure.js";
import type { IndexerParts } from "./tenant-indexer.js";
import { type Patience, TenantViews } from "./tenant-views.js";
import { Turns } from "./turns.js";

export interface ElasticsearchIndexParts extends IndexerParts {
  /** The alias of the live index, and how the names of all begin. */
  alias: string;
  positions: PositionLookup;
  sends: SendLookup;
  sendsLeft: SendsLeft;
  /** Tells which day it is, for ages. */
  clock: () => Date;
  patience?: Partial<Patience>;
}

interface View {
  pin: string;
  asOf: Date;
}

interface FoundPage {
  ordinals: number[];
  totalCount: number;
}

interface Filtered {
  doc_count: number;
}

interface TermCounts {
  buckets: { key: number; doc_count: number }[];
}

/** A mutation and its answer wait no longer than this for each other. */
const PATIENCE: Patience = { trailingMs: 5_000, exactMs: 20_000 };
/** Tenants brought up at the same time: each holds one of the ten connections of the pool all the while. */
const TENANTS_AT_ONCE = 3;
/** A tenant that has much to catch up with lets the others have their turn after this. */
const TURN_MS = 5_000;

/**
 * The audience index on Elasticsearch, which also knows people's names. Every question first looks where the change log ends; what the index lacks is written
 * before the answer, or, where it is too much for that, meanwhile (TenantViews). Answers come from pinned views, each of one
 * moment, whoever writes beside them.
 */
export class ElasticsearchAudienceIndex implements AudienceIndex, PeopleIndex {
  readonly catalogue: IndexCatalogue;
  private readonly client: SearchClient;
  private readonly views = new Map<number, TenantViews>();
  private readonly trimmer: LogTrimmer;
  private readonly turns = new Turns(TENANTS_AT_ONCE);
  private closed = false;

  constructor(private readonly parts: ElasticsearchIndexParts) {
    const { database, client, alias, logger } = parts;
    this.client = client;
    this.trimmer = new LogTrimmer(database.pool);
    this.catalogue = new IndexCatalogue(database, client, alias, logger);
  }

  /** Follows the log of every tenant for some time; to be called again and again. Tenants that another process is at are left to it. */
  async round(): Promise<void> {
    const index = await this.catalogue.lookUp();
    for (const tenantId of await tenantsBehind(this.parts.database.pool, index)) {
      if (this.closed) return;
      await this.turn(tenantId).catch((error: unknown) =>
        this.parts.logger.warn({ tenantId, err: error }, "the search index could not follow; it comes again"),
      );
    }
  }

  private async turn(tenantId: number): Promise<void> {
    const until = performance.now() + TURN_MS;
    await this.of(tenantId).advance(() => this.closed || performance.now() > until);
    await this.trimmer.trim(tenantId);
  }

  /** Why no question can be answered now; null when they can. Throws when the cluster does not answer. */
  async unreadiness(): Promise<string | null> {
    const found = await this.catalogue.find();
    return found === null ? `there is no index ${this.catalogue.alias} yet` : null;
  }

  /** Lets the views go. What was written is kept. */
  async close(): Promise<void> {
    this.closed = true;
    for (const views of this.views.values()) await views.close();
  }

  preview(tenantId: number, audience: Audience, options: PreviewOptions): Promise<AudienceAnswer> {
    return this.ask(tenantId, false, [audience, reachableOf(audience)], async ({ pin, asOf }, [all, reachable]) => {
      const started = performance.now();
      const { hits, aggregations } = await this.client.search<unknown, { reachable: Filtered; tags?: TermCounts }>({
        ...pageRequest(pin, all, null, options.sampleSize),
        track_total_hits: true,
        aggs: { reachable: { filter: reachable as object }, ...(options.topTags > 0 ? { tags: commonestTags(options.topTags) } : {}) },
      });
      return {
        count: totalOf(hits),
        reachable: aggregations?.reachable.doc_count ?? 0,
        sample: ordinalsOf({ hits }),
        topTags: (aggregations?.tags?.buckets ?? []).map(({ key, doc_count }) => ({ tagId: key, count: doc_count })),
        asOf,
        tookMs: performance.now() - started,
      };
    });
  }

  async count(tenantId: number, audience: Audience): Promise<number> {
    return (await this.page(tenantId, audience, null, 0)).totalCount;
  }

  freeze(tenantId: number, audience: Audience): Promise<OrdinalSet> {
    return this.ask(tenantId, true, [audience], async ({ pin }, [query]) => {
      const pages: number[][] = [];
      for await (const page of scanOrdinals(this.client, pin, query)) pages.push(page);
      return OrdinalSet.of(eachOf(pages));
    });
  }

  page(tenantId: number, audience: Audience, after: number | null, limit: number): Promise<FoundPage> {
    return this.ask(tenantId, false, [audience], ({ pin }, [query]) => this.pageOf(pin, query, after, limit));
  }

  people(tenantId: number, audience: Audience, wanted: WantedPeople, after: number | null, limit: number): Promise<FoundPage> {
    return this.ask(tenantId, false, [audience], ({ pin }, [query]) => this.pageOf(pin, onlyWanted(query, wanted), after, limit));
  }

  matches(tenantId: number, audiences: readonly Audience[], ordinal: number): Promise<boolean[]> {
    return this.ask(tenantId, false, audiences, async ({ pin }, queries) => {
      const user: Query = { bool: { filter: [ofTenant(tenantId), { term: { ordinal } }] } };
      return (await this.countEach(pin, user, queries)).map((count) => count > 0);
    });
  }

  /** The count of each of several, all at the same moment. */
  counts(tenantId: number, audiences: readonly Audience[]): Promise<number[]> {
    return this.ask(tenantId, false, audiences, ({ pin }, queries) => this.countEach(pin, ofTenant(tenantId), queries));
  }

  membersAmong(tenantId: number, audiences: readonly Audience[], ordinals: Uint32Array): Promise<Uint32Array[]> {
    return this.ask(tenantId, true, audiences, ({ pin }, queries) => findAmong(this.client, pin, queries, ordinals));
  }

  async tagCounts(tenantId: number, tagIds: readonly number[]): Promise<Map<number, number>> {
    if (tagIds.length === 0) return new Map();
    const carriers: Audience = { kind: "any", of: tagIds.map((tagId) => ({ kind: "tag", tagId })) };
    return this.ask(tenantId, false, [carriers], async ({ pin }, [query]) => {
      const { aggregations } = await this.client.search<unknown, { tags: TermCounts }>({
        ...pageRequest(pin, query, null, 0),
        track_total_hits: false,
        aggs: { tags: { terms: { field: "tag_id", include: tagIds.map(String), size: tagIds.length } } },
      });
      const counts = new Map(aggregations?.tags.buckets.map(({ key, doc_count }) => [key, doc_count]));
      return new Map(tagIds.map((tagId) => [tagId, counts.get(tagId) ?? 0]));
    });
  }

  /** How the index differs from the tables, once it has followed the log to its end. Reads every user. */
  drift(tenantId: number): Promise<IndexDrift> {
    const onView = <T>(work: (pin: string) => Promise<T>): Promise<T> => this.of(tenantId).ask(true, work);
    return findSearchDrift({ database: this.parts.database, client: this.client, tenantId, onView }).catch((error: unknown) => {
      throw asUnavailable(error);
    });
  }

  private async pageOf(pin: string, query: TenantQuery, after: number | null, limit: number): Promise<FoundPage> {
    const { hits } = await this.client.search({ ...pageRequest(pin, query, after, limit), track_total_hits: true });
    return { ordinals: ordinalsOf({ hits }), totalCount: totalOf(hits) };
  }

  /** How many of those `among` holds match each of the queries. */
  private async countEach(pin: string, among: Query, queries: readonly Query[]): Promise<number[]> {
    // Elasticsearch refuses to count nothing.
    if (queries.length === 0) return [];
    const { aggregations } = await this.client.search<unknown, { each: { buckets: Filtered[] } }>({
      ...pageRequest(pin, among, null, 0),
      track_total_hits: false,
      aggs: { each: { filters: { filters: queries as object[] } } },
    });
    return queries.map((_query, i) => aggregations?.each.buckets[i]?.doc_count ?? 0);
  }

  /** Lists and places are looked up after the view was chosen, so that they are never older. */
  private async ask<T, const A extends readonly Audience[]>(
    tenantId: number,
    exact: boolean,
    given: A,
    work: (view: View, queries: { [K in keyof A]: TenantQuery }) => Promise<T>,
  ): Promise<T> {
    const { database, positions, sends, sendsLeft, clock } = this.parts;
    const audiences = given.map((one) => atDate(normaliseAudience(one), clock()));
    try {
      return await this.of(tenantId).ask(exact, async (pin, asOf) => {
        const found = new Map(await lookUp(database.pool, { positions, sends }, tenantId, audiences));
        for (const [leaf, set] of await lookUpSendsLeft(sendsLeft, tenantId, audiences)) found.set(leaf, set.slice(0, set.size));
        const queries = audiences.map((audience) => buildQuery(tenantId, audience, found));
        if (queries.some((query) => levelsOf(query) > MOST_LEVELS)) {
          throw new BadInputError("audience", "nests too deep for Elasticsearch with what its segments hold: flatten one of them");
        }
        return work({ pin, asOf }, queries as { [K in keyof A]: TenantQuery });
      });
    } catch (error) {
      throw asUnavailable(error);
    }
  }

  private of(tenantId: number): TenantViews {
    let views = this.views.get(tenantId);
    if (!views) {
      const { catalogue, turns } = this;
      views = new TenantViews({ ...this.parts, catalogue, turns, patience: { ...PATIENCE, ...this.parts.patience } }, tenantId);
      this.views.set(tenantId, views);
    }
    return views;
  }
}

/** Exact, since the index has one shard; ties by the tag's id. */
function commonestTags(size: number) {
  return { terms: { field: "tag_id", size, order: [{ _count: "desc" as const }, { _key: "asc" as const }] } };
}

function totalOf({ total }: { total?: number | { value: number } }): number {
  return typeof total === "number" ? total : (total?.value ?? 0);
}

function* eachOf(pages: readonly number[][]): Generator<number> {
  for (const page of pages) yield* page;
}

import type { Audience } from "./audience.js";
import type { OrdinalSet } from "./ordinal-set.js";

export interface AudienceAnswer {
  count: number;
  /** Of them: those `reachableOf` holds. */
  reachable: number;
  /** The first ordinals, ascending: the order of `users`. */
  sample: number[];
  /** The commonest tags among them, most first; ties by tag id. */
  topTags: { tagId: number; count: number }[];
  /** The answer holds every change committed before this moment. */
  asOf: Date;
  /** Time in the engine, without reading the database. */
  tookMs: number;
}

export interface PreviewOptions {
  sampleSize: number;
  topTags: number;
  /** May be called once, with the answer's `sample`, as soon as that is known: the tags may take longer. */
  onSample?: (sample: readonly number[]) => void;
}

/**
 * Answers who is in an audience. Implementations may trail PostgreSQL but are never wrong about the moment they claim
 * (`asOf`); an answer asked after a commit in this process includes it. One that needs more than some seconds to catch up (after
 * a tag job of millions on a slow cluster) may answer as of an earlier moment meanwhile, but `freeze` never does. UnavailableError where
 * there is no answer now.
 *
 * An expression naming a tag that does not exist yields nobody for that leaf: callers check names first, and have segments looked
 * up (`AudienceChecker`). Ages are those of the day on which it is asked.
 */
export interface AudienceIndex {
  preview(tenantId: number, audience: Audience, options: PreviewOptions): Promise<AudienceAnswer>;
  count(tenantId: number, audience: Audience): Promise<number>;
  /** The count of each of several, all at the same moment. */
  counts(tenantId: number, audiences: readonly Audience[]): Promise<number[]>;
  /** The exact set at one moment, to be kept: what a mass send or a tag job works through. */
  freeze(tenantId: number, audience: Audience): Promise<OrdinalSet>;
  /** Up to `limit` ordinals greater than `after` (null: from the start), with the count of the whole audience. */
  page(tenantId: number, audience: Audience, after: number | null, limit: number): Promise<{ ordinals: number[]; totalCount: number }>;
  /** Whether one user is in each of the expressions, all at the same moment; an ordinal nobody has is in none. */
  matches(tenantId: number, audiences: readonly Audience[], ordinal: number): Promise<boolean[]>;
  /**
   * Which of these users (`ordinals` ascending, any number) are in each of the expressions, all at the same moment; ascending.
   * The answer holds every change committed before it was asked, by any process: who follows the change log puts to it the users
   * that the log names, and never asks again.
   */
  membersAmong(tenantId: number, audiences: readonly Audience[], ordinals: Uint32Array): Promise<Uint32Array[]>;
  /** Users carrying each tag (DELETED users are not counted). */
  tagCounts(tenantId: number, tagIds: readonly number[]): Promise<Map<number, number>>;
}

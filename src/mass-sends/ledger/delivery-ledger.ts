import { OrdinalSet, type SendsLeft } from "../../audiences/index.js";
import type { LedgerStore } from "./ledger-store.port.js";
import { monthStart, nextMonthStart } from "./month.js";
import { MonthCounts } from "./month-counts.js";
import { type RankRange, without } from "./rank-ranges.js";

/** A user of a service account gets at most so many mass sends a calendar month; WeChat leaves them out of the next. */
export const SENDS_A_MONTH = 4;
/** Tenants whose counts are kept: 24 kB for each 65,536 users who got something. */
const MOST_BOOKS = 1_000;
/** An account's kind changes when somebody mends its settings. */
const KIND_KEPT_MS = 60_000;
const NOBODY = OrdinalSet.of([]);

/** One tenant's month, as of one version. Never changed once made. */
interface Book {
  month: number;
  version: number;
  counts: MonthCounts;
  ranges: ReadonlyMap<string, readonly RankRange[]>;
  atLeast: Map<number, OrdinalSet>;
}

/**
 * How many of the month's mass sends each user got (see `deliveredIn` for what that means), counted from the batches: what changed since
 * the last look is added and taken away, and a month begins with nobody having got anything, whenever it is first asked for.
 */
export class DeliveryLedger implements SendsLeft {
  private readonly books = new Map<number, Book>();
  private readonly looks = new Map<number, Promise<Book>>();
  private readonly limited = new Map<number, { at: number; value: Promise<boolean> }>();

  constructor(
    private readonly store: LedgerStore,
    private readonly clock: () => Date,
  ) {}

  async leftAtMost(tenantId: number, left: number, version?: number): Promise<OrdinalSet> {
    if (!(await this.isLimited(tenantId))) return NOBODY;
    const { atLeast, counts } = await this.book(tenantId, version);
    const least = SENDS_A_MONTH - left;
    const known = atLeast.get(least) ?? counts.atLeast(least);
    atLeast.set(least, known);
    return known;
  }

  /** By ordinal; who got nothing has 0. */
  async sendsThisMonth(tenantId: number, ordinals: readonly number[]): Promise<Map<number, number>> {
    const { counts } = await this.book(tenantId);
    return new Map(ordinals.map((ordinal) => [ordinal, counts.of(ordinal)]));
  }

  private async book(tenantId: number, version?: number): Promise<Book> {
    const known = this.books.get(tenantId);
    const wanted = version ?? (await this.store.version(tenantId));
    if (known && this.isGood(known, wanted)) return known;
    // Whoever waited for another's look finds what they need in it, mostly.
    for (let look = this.looks.get(tenantId); look; look = this.looks.get(tenantId)) {
      const book = await look.catch(() => null);
      if (book && this.isGood(book, wanted)) return book;
    }
    const look = this.look(tenantId).finally(() => this.looks.delete(tenantId));
    this.looks.set(tenantId, look);
    return look;
  }

  private isGood({ month, version }: Book, wanted: number): boolean {
    return month === monthStart(this.clock()).getTime() && version >= wanted;
  }

  private async look(tenantId: number): Promise<Book> {
    const now = this.clock();
    const month = monthStart(now);
    const { version, ranges } = await this.store.delivered(tenantId, month, nextMonthStart(now));
    const before = this.books.get(tenantId);
    // A version that went back is that of a restored database.
    const base = before && before.month === month.getTime() && before.version <= version ? before : null;
    const counts = base ? base.counts.copy() : MonthCounts.empty();
    const known: Book["ranges"] = base ? base.ranges : new Map();
    for (const id of new Set([...known.keys(), ...ranges.keys()])) await this.apply(counts, id, known.get(id) ?? [], ranges.get(id) ?? []);
    const book = { month: month.getTime(), version, counts, ranges, atLeast: new Map() };
    this.keep(tenantId, book);
    return book;
  }

  private async apply(counts: MonthCounts, id: string, before: readonly RankRange[], now: readonly RankRange[]): Promise<void> {
    const [added, gone] = [without(now, before), without(before, now)];
    if (added.length + gone.length === 0) return;
    const audience = await this.store.audience(id);
    for (const [from, to] of added) counts.add(audience.range(from, to));
    for (const [from, to] of gone) counts.subtract(audience.range(from, to));
  }

  private keep(tenantId: number, book: Book): void {
    this.books.delete(tenantId);
    this.books.set(tenantId, book);
    const [oldest] = this.books.keys();
    if (this.books.size > MOST_BOOKS && oldest !== undefined) this.books.delete(oldest);
  }

  private isLimited(tenantId: number): Promise<boolean> {
    const now = this.clock().getTime();
    const known = this.limited.get(tenantId);
    if (known && Math.abs(now - known.at) < KIND_KEPT_MS) return known.value;
    const value = this.store.hasMonthlyLimit(tenantId);
    this.limited.set(tenantId, { at: now, value });
    value.catch(() => this.limited.delete(tenantId));
    return value;
  }
}

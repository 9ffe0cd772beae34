import { chinaDay, chinaMonth } from "../clock.js";
import { ApiError } from "../errcodes.js";
import type { QuotaLimits } from "../quota-limits.js";

/** Effective resets per account and calendar month. */
const RESETS_PER_MONTH = 10;

/** Told of each counted call: the group of its interface, and when. */
export type CountListener = (group: string, at: number) => void;

/** The account's counters: per interface and Asia/Shanghai day, and per minute where WeChat has such a limit. */
export class Quotas {
  private day = "";
  private readonly daily = new Map<string, number>();
  private readonly minutes = new Map<string, { minute: number; used: number }>();
  private readonly resets = new Map<string, number>();
  private listener: CountListener | null = null;

  constructor(private readonly limits: QuotaLimits) {}

  onCount(listener: CountListener): void {
    this.listener = listener;
  }

  /** Counts one call of the path; 45009 beyond the day's limit, 45011 beyond the minute's. A refused call is not counted. */
  take(path: string, now: number): void {
    const rule = this.limits.of(path);
    if (this.used(path, now) >= rule.perDay) throw new ApiError(45009);
    const minute = this.minuteOf(rule.group, now);
    if (minute.used >= rule.perMinute) throw new ApiError(45011);
    this.restore(rule.group, now);
    this.listener?.(rule.group, now);
  }

  /** Calls of the path's group today. */
  used(path: string, now: number): number {
    this.turnDay(now);
    return this.daily.get(this.limits.of(path).group) ?? 0;
  }

  perDay(path: string): number {
    return this.limits.of(path).perDay;
  }

  limitsOf(path: string): { perDay: number; perMinute: number } {
    return this.limits.of(path);
  }

  /** Counts a use without a check. */
  restore(group: string, at: number): void {
    this.daily.set(group, this.used(group, at) + 1);
    this.minuteOf(group, at).used++;
  }

  readonly resetsPerMonth = RESETS_PER_MONTH;

  /** Effective resets in the month of `now`. */
  resetsIn(now: number): number {
    return this.resets.get(chinaMonth(now)) ?? 0;
  }

  mayReset(now: number): boolean {
    return this.resetsIn(now) < RESETS_PER_MONTH;
  }

  /** The day's counters begin again, or that of one interface. */
  reset(now: number, path?: string): void {
    if (path === undefined) this.daily.clear();
    else this.daily.delete(this.limits.of(path).group);
    this.resets.set(chinaMonth(now), (this.resets.get(chinaMonth(now)) ?? 0) + 1);
  }

  /** Used calls per group today. */
  report(now: number): Record<string, number> {
    this.turnDay(now);
    return Object.fromEntries(this.daily);
  }

  private turnDay(now: number): void {
    const today = chinaDay(now);
    if (today === this.day) return;
    this.day = today;
    this.daily.clear();
  }

  private minuteOf(group: string, now: number): { minute: number; used: number } {
    const minute = Math.floor(now / 60_000);
    let window = this.minutes.get(group);
    if (window?.minute !== minute) {
      window = { minute, used: 0 };
      this.minutes.set(group, window);
    }
    return window;
  }
}

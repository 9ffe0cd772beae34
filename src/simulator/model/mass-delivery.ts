import type { MassTarget } from "../changes.js";
import { mix } from "../openids.js";
import type { Followers } from "./followers.js";
import type { Delivered, Ledger } from "./ledger.js";
import { decodePeople, PeopleBits, PeopleList } from "./people.js";
import type { TagBook } from "./tag-book.js";

/** A user of a service account gets at most so many mass messages a calendar month; the next is not delivered. */
export const MONTHLY_PER_USER = 4;

export interface DeliveryRules {
  followers: Followers;
  tags: TagBook;
  ledger: Ledger;
  /** Null: no monthly limit per user (subscription accounts). */
  perMonth: number | null;
  errorRate: number;
}

export interface DeliveryResult {
  delivered: Delivered;
  totalCount: number;
  filterCount: number;
  sentCount: number;
  errorCount: number;
}

/** Decides who of the target gets the message: not those who do not follow, are blacklisted, or had their four this month. */
export function deliver(target: MassTarget, msgId: bigint, at: number, rules: DeliveryRules): DeliveryResult {
  const { followers, ledger, perMonth, errorRate } = rules;
  const monthCount = ledger.monthCounts(at);
  const salt = mix(Number(msgId & 0xffffffffn));
  const counts = { totalCount: 0, filterCount: 0, sentCount: 0, errorCount: 0 };
  const collect = target.kind === "openids" ? new ListCollector() : new BitsCollector();
  eachOf(target, rules, (n) => {
    counts.totalCount++;
    if (!followers.follows(n) || followers.blacklisted.has(n)) return;
    if (perMonth !== null && monthCount(n) + collect.timesOf(n) >= perMonth) return;
    counts.filterCount++;
    if (errorRate > 0 && mix(salt ^ n) / 2 ** 32 < errorRate) {
      counts.errorCount++;
      return;
    }
    counts.sentCount++;
    collect.add(n);
  });
  return { delivered: collect.result(), ...counts };
}

function eachOf(target: MassTarget, { followers, tags }: DeliveryRules, visit: (n: number) => void): void {
  if (target.kind === "openids") {
    for (const n of decodePeople(target.people)) visit(n);
  } else if (target.kind === "tag") {
    tags.get(target.tagId)?.members.forEach(visit);
  } else {
    for (let n = followers.nextFrom(0); n >= 0; n = followers.nextFrom(n + 1)) {
      if (n < target.population || n >= followers.count) visit(n);
    }
  }
}

interface Collector {
  add(n: number): void;
  /** How often the person is in already. */
  timesOf(n: number): number;
  result(): Delivered;
}

/** For numbers that come ascending, perhaps repeated. */
class ListCollector implements Collector {
  private readonly people: number[] = [];
  private readonly repeats: number[] = [];
  private lastTimes = 0;

  add(n: number): void {
    if (this.people.at(-1) === n) {
      this.repeats.push(n);
      this.lastTimes++;
    } else {
      this.people.push(n);
      this.lastTimes = 1;
    }
  }

  timesOf(n: number): number {
    return this.people.at(-1) === n ? this.lastTimes : 0;
  }

  result(): Delivered {
    return { people: new PeopleList(Uint32Array.from(this.people)), repeats: this.repeats };
  }
}

/** For many people who come once each. */
class BitsCollector implements Collector {
  private readonly people = new PeopleBits();

  add(n: number): void {
    this.people.add(n);
  }

  timesOf(): number {
    return 0;
  }

  result(): Delivered {
    return { people: this.people, repeats: [] };
  }
}

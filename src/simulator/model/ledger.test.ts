import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Followers } from "./followers.js";
import { Ledger, type MassJob } from "./ledger.js";
import { deliver } from "./mass-delivery.js";
import { encodePeople } from "./people.js";
import { TagBook } from "./tag-book.js";

const EVERYONE = 60;
const MONTHS = ["2026-01-15T00:00:00Z", "2026-01-31T15:59:59Z", "2026-01-31T16:00:00Z", "2026-02-10T00:00:00Z"].map(Date.parse);
const monthInChina = (at: number) => new Date(at + 8 * 3600_000).getUTCMonth();

const blank: Omit<MassJob, "msgId" | "acceptedAt" | "clientMsgId"> = {
  msgDataId: null,
  kind: "openids",
  tagId: null,
  msgtype: "text",
  articles: 0,
  deletedArticles: [],
  draftId: null,
  finishAt: 0,
  state: "SENDING",
  status: "send success",
  totalCount: 0,
  filterCount: 0,
  sentCount: 0,
  errorCount: 0,
};
const sends = fc.array(
  fc.record({
    people: fc.array(fc.integer({ min: 0, max: EVERYONE + 9 }), { maxLength: 40 }),
    at: fc.constantFrom(...MONTHS),
    toAll: fc.boolean(),
  }),
  { maxLength: 12 },
);

describe("delivering and the ledger", () => {
  it("agree with a naive model: followers only, not the blacklisted, four a month in China, each listing a delivery", () => {
    fc.assert(
      fc.property(sends, fc.uniqueArray(fc.integer({ min: 0, max: EVERYONE - 1 }), { maxLength: 10 }), (orders, blacklist) => {
        const followers = new Followers(1, 1, EVERYONE, blacklist);
        const ledger = new Ledger();
        const model: { n: number; month: number; msgId: bigint }[] = [];
        orders.forEach(({ people, at, toAll }, index) => {
          const msgId = BigInt(index);
          const target = toAll
            ? ({ kind: "all", population: EVERYONE } as const)
            : ({ kind: "openids", people: encodePeople(Uint32Array.from(people)) } as const);
          const result = deliver(target, msgId, at, { followers, tags: new TagBook(), ledger, perMonth: 4, errorRate: 0 });
          ledger.record({ ...blank, msgId, acceptedAt: at, clientMsgId: `m${index}` }, result.delivered);
          const month = monthInChina(at);
          const before = model.length;
          const listed = toAll ? Array.from({ length: EVERYONE }, (_, n) => n) : people;
          for (const n of listed) {
            const had = model.filter((delivery) => delivery.n === n && delivery.month === month).length;
            if (n < EVERYONE && !blacklist.includes(n) && had < 4) model.push({ n, month, msgId });
          }
          expect([result.totalCount, result.sentCount]).toEqual([listed.length, model.length - before]);
        });
        for (let n = 0; n < EVERYONE + 10; n++) {
          expect(ledger.deliveriesTo(n)).toEqual(model.filter((delivery) => delivery.n === n).map(({ msgId }) => msgId));
        }
        const times = new Map<number, number>();
        for (const { n } of model) times.set(n, (times.get(n) ?? 0) + 1);
        const once = [...times.values()].filter((count) => count === 1).length;
        expect(ledger.summarize(ledger.jobsByPrefix(""))).toEqual({
          jobs: orders.length,
          deliveries: model.length,
          recipients: times.size,
          deliveredOnce: once,
          deliveredMoreThanOnce: times.size - once,
        });
        expect(ledger.recipientsOf(ledger.allJobs()).sort((a, b) => a - b)).toEqual([...times.keys()].sort((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });
});

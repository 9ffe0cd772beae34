import { chinaMonth } from "../clock.js";
import { PeopleBits, PeopleCounts, type PeopleSet } from "./people.js";

export type MassState = "SENDING" | "SEND_SUCCESS" | "SEND_FAIL" | "DELETE";

export interface MassJob {
  msgId: bigint;
  /** Only for news. */
  msgDataId: bigint | null;
  clientMsgId: string;
  kind: "all" | "tag" | "openids";
  tagId: number | null;
  msgtype: string;
  /** Of news; 0 for anything else. */
  articles: number;
  /** Those of them that were deleted since, from 1. */
  deletedArticles: number[];
  /** Leaves the draft box when the send ends well. */
  draftId: string | null;
  acceptedAt: number;
  finishAt: number;
  state: MassState;
  /** As the callback words it: `send success`, `send fail`, `err(30003)`. */
  status: string;
  totalCount: number;
  filterCount: number;
  sentCount: number;
  errorCount: number;
}

export interface Delivered {
  people: PeopleSet;
  /** Once per delivery beyond a person's first in the same job (an openid listed twice). */
  repeats: readonly number[];
}

export interface LedgerSummary {
  jobs: number;
  deliveries: number;
  /** Distinct people reached. */
  recipients: number;
  deliveredOnce: number;
  deliveredMoreThanOnce: number;
}

/** Who got which mass message: the proof that each person got one exactly once. */
export class Ledger {
  private readonly jobs = new Map<bigint, MassJob>();
  private readonly deliveries = new Map<bigint, Delivered>();
  private readonly months = new Map<string, PeopleCounts>();
  deliveryCount = 0;

  record(job: MassJob, delivered: Delivered): void {
    this.jobs.set(job.msgId, job);
    this.deliveries.set(job.msgId, delivered);
    const month = this.month(chinaMonth(job.acceptedAt));
    delivered.people.forEach((n) => {
      month.increment(n);
    });
    for (const n of delivered.repeats) month.increment(n);
    this.deliveryCount += delivered.people.size + delivered.repeats.length;
  }

  /** Mass messages the person got in the Asia/Shanghai month of `at`. */
  monthCount(n: number, at: number): number {
    return this.month(chinaMonth(at)).get(n);
  }

  /** The same for many people in one month. */
  monthCounts(at: number): (n: number) => number {
    const month = this.month(chinaMonth(at));
    return (n) => month.get(n);
  }

  job(msgId: bigint): MassJob | undefined {
    return this.jobs.get(msgId);
  }

  /** Deletes one article (from 1) or all (0); a message without any left is DELETE. */
  deleteArticle(msgId: bigint, article: number): void {
    const job = this.jobs.get(msgId);
    if (!job) return;
    if (article !== 0 && !job.deletedArticles.includes(article)) job.deletedArticles.push(article);
    if (article === 0 || job.deletedArticles.length >= job.articles) job.state = "DELETE";
  }

  /** In the order they were accepted. */
  allJobs(): MassJob[] {
    return [...this.jobs.values()];
  }

  /** Jobs whose clientmsgid begins so; "" is all of them. */
  jobsByPrefix(clientMsgIdPrefix: string): MassJob[] {
    return this.allJobs().filter((job) => job.clientMsgId.startsWith(clientMsgIdPrefix));
  }

  /** The msg_id of each delivery to the person, repeats included. */
  deliveriesTo(n: number): bigint[] {
    return this.allJobs().flatMap(({ msgId }) => {
      const delivered = this.deliveries.get(msgId);
      if (!delivered?.people.has(n)) return [];
      return new Array<bigint>(1 + delivered.repeats.filter((repeat) => repeat === n).length).fill(msgId);
    });
  }

  summarize(jobs: readonly MassJob[]): LedgerSummary {
    const counts = this.countsOf(jobs);
    const { once, moreThanOnce } = counts.summary();
    let deliveries = 0;
    for (const { msgId } of jobs) {
      const delivered = this.deliveries.get(msgId);
      deliveries += delivered ? delivered.people.size + delivered.repeats.length : 0;
    }
    return { jobs: jobs.length, deliveries, recipients: once + moreThanOnce, deliveredOnce: once, deliveredMoreThanOnce: moreThanOnce };
  }

  /** How often each person got one of these jobs' messages. */
  countsOf(jobs: readonly MassJob[]): PeopleCounts {
    const counts = new PeopleCounts();
    for (const { msgId } of jobs) {
      const delivered = this.deliveries.get(msgId);
      delivered?.people.forEach((n) => {
        counts.increment(n);
      });
      for (const n of delivered?.repeats ?? []) counts.increment(n);
    }
    return counts;
  }

  /** Distinct people of these jobs, ascending within a job, in the jobs' order. */
  recipientsOf(jobs: readonly MassJob[]): number[] {
    const seen = new PeopleBits();
    const people: number[] = [];
    for (const { msgId } of jobs) {
      this.deliveries.get(msgId)?.people.forEach((n) => {
        if (seen.add(n)) people.push(n);
      });
    }
    return people;
  }

  private month(name: string): PeopleCounts {
    let counts = this.months.get(name);
    if (!counts) {
      counts = new PeopleCounts();
      this.months.set(name, counts);
    }
    return counts;
  }
}

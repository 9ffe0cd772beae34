import { createHash } from "node:crypto";
import { ASSUMED } from "../assumptions.js";
import type { Article } from "./article.js";
import type { PublishChange } from "./content-changes.js";
import type { PublishJob, PublishStatus } from "./content-types.js";

const FIRST_PUBLISH_ID = 2_650_177_668;
/** The articles went out, whatever became of them later. */
const WENT_OUT: readonly PublishStatus[] = [0, 5, 6];

export interface PublishedArticle {
  articleId: string;
  articles: readonly Article[];
  /** Indices from 1 of those deleted since. */
  deleted: Set<number>;
  publishedAt: number;
  updatedAt: number;
}

/** The account's publish jobs, and the articles on its page. */
export class Publications {
  private readonly jobs = new Map<number, PublishJob>();
  private readonly finished = new Set<number>();
  private readonly published = new Map<string, PublishedArticle>();
  /** Jobs whose event nobody has acknowledged or given up yet. */
  readonly unpushed = new Set<number>();

  get size(): number {
    return this.published.size;
  }

  get jobCount(): number {
    return this.jobs.size;
  }

  peekNextId(): number {
    return FIRST_PUBLISH_ID + this.jobs.size;
  }

  job(publishId: number): PublishJob | undefined {
    return this.jobs.get(publishId);
  }

  /** The job under way for a draft, if any. */
  running(draftId: string): PublishJob | undefined {
    return [...this.jobs.values()].find((job) => job.draftId === draftId && !this.finished.has(job.publishId));
  }

  /** How a job stands now. */
  statusOf({ publishId, outcome, articleId }: PublishJob): PublishStatus {
    if (!this.finished.has(publishId)) return 1;
    const article = this.published.get(articleId);
    const allDeleted = article !== undefined && article.deleted.size === article.articles.length;
    return outcome === 0 && allDeleted ? 5 : outcome;
  }

  article(articleId: string): PublishedArticle | undefined {
    return this.published.get(articleId);
  }

  newestFirst(): PublishedArticle[] {
    return [...this.published.values()].reverse();
  }

  apply(change: PublishChange, at: number): void {
    switch (change.type) {
      case "publish-submitted":
        this.jobs.set(change.job.publishId, change.job);
        this.unpushed.add(change.job.publishId);
        break;
      case "publish-finished":
        this.finish(change.publishId, at);
        break;
      case "publish-pushed":
        this.unpushed.delete(change.publishId);
        break;
      case "article-deleted":
        this.delete(change.articleId, change.index, at);
        break;
    }
  }

  private finish(publishId: number, at: number): void {
    const job = this.jobs.get(publishId);
    if (!job) return;
    this.finished.add(publishId);
    const { articleId, articles, outcome } = job;
    if (!WENT_OUT.includes(outcome)) return;
    const deleted = new Set(outcome === 0 ? [] : articles.map((_, i) => i + 1));
    this.published.set(articleId, { articleId, articles, deleted, publishedAt: at, updatedAt: at });
  }

  private delete(articleId: string, index: number, at: number): void {
    const article = this.published.get(articleId);
    if (!article) return;
    const indices = index === 0 ? article.articles.map((_, i) => i + 1) : [index];
    for (const i of indices) article.deleted.add(i);
    article.updatedAt = at;
  }
}

/** The address of a published article (`index` from 1). */
export function publishedUrl(articleId: string, index: number): string {
  const digest = createHash("sha256").update(`${articleId}/${index}`).digest("base64url");
  return `${ASSUMED.articleUrlHost}${digest.slice(0, 22)}`;
}

/** Whether a draft of this job leaves the box at its end. */
export function wentOut(job: PublishJob): boolean {
  return WENT_OUT.includes(job.outcome);
}

import type { Article, NewArticle } from "./article.js";
import type { ArticlesItem, WeChatPage } from "./material-calls.js";

/** The draft box (draft/*). A draft's media id is what a mass send of news takes; sent or published, it leaves the box. */
export interface DraftCalls {
  /** Returns the draft's media id. */
  addDraft(articles: readonly NewArticle[]): Promise<string>;
  getDraft(mediaId: string): Promise<Article[]>;
  /** Replaces one article, `index` from 0. */
  updateDraft(mediaId: string, index: number, article: NewArticle): Promise<void>;
  deleteDraft(mediaId: string): Promise<void>;
  countDrafts(): Promise<number>;
  /** Up to 20; without `withContent` the articles' HTML is left out. */
  listDrafts(offset: number, count: number, withContent: boolean): Promise<WeChatPage<ArticlesItem>>;
}

/** Publishing (freepublish/*): an article gets its page, nobody is notified, no mass quota is used. */
export interface PublishCalls {
  /** The result comes as a PUBLISHJOBFINISH callback. */
  publishDraft(mediaId: string): Promise<{ publishId: bigint; msgDataId: bigint | null }>;
  publishStatus(publishId: bigint): Promise<PublishStatus>;
  /** Up to 20. */
  listPublished(offset: number, count: number, withContent: boolean): Promise<WeChatPage<PublishedItem>>;
  getPublished(articleId: string): Promise<Article[]>;
  /** One article (`index` from 1) or all of them. */
  deletePublished(articleId: string, index?: number): Promise<void>;
}

export interface PublishStatus {
  state: PublishState;
  /** Null until published. */
  articleId: string | null;
  /** `index` from 1. */
  articles: { index: number; url: string }[];
  failedIndexes: number[];
}

/** WeChat's 0 to 6 in this order; UNKNOWN for any other number. */
export type PublishState =
  | "PUBLISHED"
  | "PUBLISHING"
  | "NOT_ORIGINAL"
  | "FAILED"
  | "REVIEW_REFUSED"
  | "DELETED_BY_USER"
  | "BLOCKED_BY_WECHAT"
  | "UNKNOWN";

export interface PublishedItem {
  articleId: string;
  articles: Article[];
  updatedAt: Date;
}

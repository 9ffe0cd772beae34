import { createHash } from "node:crypto";
import type { Article } from "../../wechat/index.js";

/** SHA-256 (64 hex digits) of what readers of the articles get. Not of their addresses: those of a draft are others each time. */
export function articlesHash(articles: readonly Article[]): string {
  const words = articles.map(({ title, author, digest, content, contentSourceUrl, thumbMediaId, commentsOpen, onlyFansComment }) => [
    ...[title, author, digest, content, contentSourceUrl, thumbMediaId, commentsOpen, onlyFansComment],
  ]);
  return createHash("sha256").update(JSON.stringify(words)).digest("hex");
}

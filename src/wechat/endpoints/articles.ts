import { z } from "zod";
import type { Article, NewArticle } from "../calls/article.js";
import { checkLimit } from "../limits.js";
import { Told, Whole } from "../reply-fields.js";

/** WeChat counts characters and bytes. */
const MAX_CONTENT_CHARACTERS = 20_000;
const MAX_CONTENT_BYTES = 1024 * 1024;

/** One item of `news_item`: materials, drafts and published articles tell it alike, each leaving out something else. */
export const ArticleReply = z
  .object({
    title: z.string(),
    author: Told,
    digest: Told,
    content: Told,
    content_source_url: Told,
    thumb_media_id: Told,
    thumb_url: Told,
    url: Told,
    need_open_comment: Whole.optional(),
    only_fans_can_comment: Whole.optional(),
    is_deleted: z.boolean().optional(),
  })
  .transform(
    (item): Article => ({
      title: item.title,
      author: item.author,
      digest: item.digest,
      content: item.content,
      contentSourceUrl: item.content_source_url,
      thumbMediaId: item.thumb_media_id,
      thumbUrl: item.thumb_url,
      url: item.url,
      commentsOpen: item.need_open_comment === 1,
      onlyFansComment: item.only_fans_can_comment === 1,
      deleted: item.is_deleted ?? false,
    }),
  );

export const ArticlesReply = z.object({ news_item: z.array(ArticleReply) });

/** The article as draft/add and draft/update take it. */
export function writeArticle(endpoint: string, article: NewArticle): object {
  const { title, content, commentsOpen = false, onlyFansComment = false } = article;
  checkLimit(title !== "", endpoint, "an article needs a title");
  checkLimit([...content].length < MAX_CONTENT_CHARACTERS, endpoint, `an article has fewer than ${MAX_CONTENT_CHARACTERS} characters`);
  checkLimit(Buffer.byteLength(content) < MAX_CONTENT_BYTES, endpoint, `an article has fewer than ${MAX_CONTENT_BYTES} bytes`);
  const common = { title, content, need_open_comment: Number(commentsOpen), only_fans_can_comment: Number(onlyFansComment) };
  return { ...common, ...(article.kind === "NEWS" ? newsFields(article) : picturesFields(article)) };
}

function newsFields(article: Extract<NewArticle, { kind: "NEWS" }>): object {
  const { author, digest, contentSourceUrl, thumbMediaId } = article;
  return {
    article_type: "news",
    thumb_media_id: thumbMediaId,
    ...(author !== undefined && { author }),
    ...(digest !== undefined && { digest }),
    ...(contentSourceUrl !== undefined && { content_source_url: contentSourceUrl }),
  };
}

function picturesFields({ imageMediaIds }: Extract<NewArticle, { kind: "PICTURES" }>): object {
  return {
    article_type: "newspic",
    image_info: { image_list: imageMediaIds.map((mediaId) => ({ image_media_id: mediaId })) },
  };
}

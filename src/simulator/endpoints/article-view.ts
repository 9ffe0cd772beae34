import type { Article } from "../model/article.js";
import type { MediaLibrary } from "../model/media-library.js";
import { publicUrl } from "../public-files.js";

export interface ArticleViewing {
  library: MediaLibrary;
  origin: string;
  /** The address of the article with this index (from 1). */
  url: (index: number) => string;
  /** `no_content` of the lists. */
  withContent: boolean;
}

/** Articles as replies show them. */
export function articleViews(articles: readonly Article[], viewing: ArticleViewing): Record<string, unknown>[] {
  return articles.map((article, i) => articleView(article, i + 1, viewing));
}

function articleView(article: Article, index: number, { library, origin, url, withContent }: ArticleViewing): Record<string, unknown> {
  const thumb = library.material(article.thumbMediaId)?.file;
  return {
    article_type: article.kind,
    title: article.title,
    author: article.author,
    digest: article.digest,
    ...(withContent ? { content: article.content } : {}),
    content_source_url: article.sourceUrl,
    thumb_media_id: article.thumbMediaId,
    show_cover_pic: article.showCoverPic,
    url: url(index),
    thumb_url: thumb ? publicUrl(origin, thumb) : "",
    need_open_comment: article.needOpenComment,
    only_fans_can_comment: article.onlyFansCanComment,
    ...article.crops,
    ...(article.kind === "newspic" ? { image_info: { image_list: article.images.map((image_media_id) => ({ image_media_id })) } } : {}),
  };
}

/** An article as WeChat tells it; what it leaves out is null. */
export interface Article {
  title: string;
  author: string | null;
  digest: string | null;
  /** HTML; null where the call asked for none. */
  content: string | null;
  /** "Read more" leads there. */
  contentSourceUrl: string | null;
  thumbMediaId: string | null;
  thumbUrl: string | null;
  /** The article's own page: temporary for a draft. */
  url: string | null;
  commentsOpen: boolean;
  onlyFansComment: boolean;
  /** Published and taken back. */
  deleted: boolean;
}

/** An article to put into the draft box. */
export type NewArticle =
  | {
      kind: "NEWS";
      title: string;
      author?: string;
      /** Absent: WeChat takes the text's beginning. */
      digest?: string;
      /** HTML under 20,000 characters and 1 MB; pictures only from `uploadArticleImage`. */
      content: string;
      contentSourceUrl?: string;
      /** Permanent material. */
      thumbMediaId: string;
      commentsOpen?: boolean;
      onlyFansComment?: boolean;
    }
  | {
      /** A post of pictures with a text. */
      kind: "PICTURES";
      title: string;
      content: string;
      /** Permanent material; the first one is the cover. */
      imageMediaIds: readonly string[];
      commentsOpen?: boolean;
      onlyFansComment?: boolean;
    };

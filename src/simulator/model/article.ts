/** One article of a draft, a publication or an old news material, as its author gave it. */
export interface Article {
  /** `newspic`: a picture post, whose pictures stand in `images`. */
  kind: "news" | "newspic";
  title: string;
  author: string;
  digest: string;
  content: string;
  sourceUrl: string;
  /** Of a permanent material; empty for a picture post. */
  thumbMediaId: string;
  showCoverPic: 0 | 1;
  needOpenComment: 0 | 1;
  onlyFansCanComment: 0 | 1;
  /** Coordinates of the cover's crops, as `pic_crop_235_1`; handed back as they came. */
  crops: Readonly<Record<string, string>>;
  /** media_ids of permanent pictures. */
  images: readonly string[];
}

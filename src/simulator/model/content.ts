import type { ContentChange } from "./content-changes.js";
import { DraftBox } from "./draft-box.js";
import { MediaLibrary } from "./media-library.js";
import { Publications, wentOut } from "./publications.js";

/** All that an account can send or show: its media, drafts and publications. */
export class Content {
  readonly library = new MediaLibrary();
  readonly drafts = new DraftBox();
  readonly publications = new Publications();

  apply(change: ContentChange, at: number): void {
    switch (change.type) {
      case "draft-added":
      case "draft-updated":
      case "draft-removed":
        this.drafts.apply(change, at);
        break;
      case "publish-submitted":
      case "publish-pushed":
      case "article-deleted":
        this.publications.apply(change, at);
        break;
      case "publish-finished": {
        this.publications.apply(change, at);
        const job = this.publications.job(change.publishId);
        if (job && wentOut(job)) this.drafts.remove(job.draftId);
        break;
      }
      default:
        this.library.apply(change);
        break;
    }
  }

  /** Counts for the page and for tests. */
  counts(now: number): Record<string, unknown> {
    const { library, drafts, publications } = this;
    return { ...library.counts(now), drafts: drafts.size, publishJobs: publications.jobCount, publishedArticles: publications.size };
  }
}

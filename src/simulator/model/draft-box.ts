import type { Article } from "./article.js";
import type { DraftChange } from "./content-changes.js";

export interface Draft {
  id: string;
  articles: readonly Article[];
  createdAt: number;
  updatedAt: number;
}

/** The account's drafts. One that is mass-sent or published leaves the box. */
export class DraftBox {
  private readonly drafts = new Map<string, Draft>();

  get size(): number {
    return this.drafts.size;
  }

  get(id: string): Draft | undefined {
    return this.drafts.get(id);
  }

  /** Those changed last come first. */
  newestFirst(): Draft[] {
    return [...this.drafts.values()].reverse().sort((a, b) => b.updatedAt - a.updatedAt);
  }

  remove(id: string): void {
    this.drafts.delete(id);
  }

  apply(change: DraftChange, at: number): void {
    switch (change.type) {
      case "draft-added":
        this.drafts.set(change.id, { id: change.id, articles: change.articles, createdAt: at, updatedAt: at });
        break;
      case "draft-updated":
        this.update(change.id, change.index, change.article, at);
        break;
      case "draft-removed":
        this.remove(change.id);
        break;
    }
  }

  private update(id: string, index: number, article: Article, at: number): void {
    const draft = this.drafts.get(id);
    if (!draft) return;
    draft.articles = draft.articles.with(index, article);
    draft.updatedAt = at;
  }
}

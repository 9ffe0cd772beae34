import { createHash } from "node:crypto";
import { type Article, type NewArticle, saysMediaIsGone, type WeChatClient, type WeChatClients, WeChatError } from "../../wechat/index.js";
import type { MaterialTurns } from "../material-turns.js";
import { articlesHash } from "./articles-hash.js";
import { NotSendable } from "./not-sendable.js";

export interface DraftCopyStore {
  /** What the draft holds, to be copied from when it has left the box; a copy made earlier is forgotten. */
  keep(tenantId: number, mediaId: string, articles: readonly Article[]): Promise<void>;
  find(tenantId: number, mediaId: string): Promise<{ articles: Article[]; copyMediaId: string | null } | null>;
  saveCopy(tenantId: number, mediaId: string, copyMediaId: string): Promise<void>;
  /** Forgets what was kept before; gives how many. */
  forgetBefore(moment: Date): Promise<number>;
}

const EDITED =
  "its draft was edited at WeChat since the send was started, and a post of pictures cannot be copied as it was: undo that in WeChat's draft box";

/** Longer than any send waits for somebody. */
const KEEP_MS = 90 * 86_400_000;
export const DRAFT_COPIES_MS = 86_400_000;

/**
 * A draft leaves the draft box when a send of it has ended well, and with it goes its id: of a send in several calls the first job's
 * end would refuse the rest (40007). So the articles are kept at the start, and where WeChat has the draft no more, a copy is put
 * into the box and sent. So it is where the draft was edited since: what was started is what goes out. Otherwise nothing is copied
 * while WeChat knows the id.
 */
export class DraftCopies {
  constructor(
    private readonly store: DraftCopyStore,
    private readonly turns: MaterialTurns,
    private readonly clients: WeChatClients,
  ) {}

  keep(tenantId: number, mediaId: string, articles: readonly Article[]): Promise<void> {
    return this.store.keep(tenantId, mediaId, articles);
  }

  /** One round of tidying up, now and then. */
  sweep(now: Date): Promise<number> {
    return this.store.forgetBefore(new Date(now.getTime() - KEEP_MS));
  }

  /** The id to send by. With `look`, for a send that was started, WeChat is asked first whether it still has the draft as it was kept. */
  async mediaIdOf(tenantId: number, mediaId: string, look: boolean): Promise<string> {
    const now = (await this.store.find(tenantId, mediaId))?.copyMediaId ?? mediaId;
    if (!look || !(await this.copyUnless(tenantId, mediaId, now, { unsure: true }))) return now;
    return (await this.store.find(tenantId, mediaId))?.copyMediaId ?? now;
  }

  /** WeChat refused `used`: true where there is another id now, of a copy; false where WeChat has the draft, or it cannot be copied. */
  replace(tenantId: number, mediaId: string, used: string): Promise<boolean> {
    return this.copyUnless(tenantId, mediaId, used, { unsure: false });
  }

  /** `unsure`: whether the draft is taken to be in the box when WeChat gives no more answers today. */
  private copyUnless(tenantId: number, mediaId: string, used: string, { unsure }: { unsure: boolean }): Promise<boolean> {
    return this.turns.take(turnOf(tenantId, mediaId), async () => {
      const kept = await this.store.find(tenantId, mediaId);
      if (kept === null) return false;
      if ((kept.copyMediaId ?? mediaId) !== used) return true;
      const client = await this.clients.forTenant(tenantId);
      const articles = kept.articles.map(copyOf);
      const present = await inBox(client, used);
      const edited = used === mediaId && Array.isArray(present) && articlesHash(present) !== articlesHash(kept.articles);
      if (articles.some((article) => article === null)) {
        if (edited) throw new NotSendable(EDITED);
        return false;
      }
      if (!edited && present !== "gone" && (unsure || present !== "unsaid")) return false;
      const copy = await client.addDraft(articles.filter((article) => article !== null));
      await this.store.saveCopy(tenantId, mediaId, copy);
      return true;
    });
  }
}

/** What a draft in the box says; `unsaid`: WeChat gives no more answers today. */
async function inBox(client: Pick<WeChatClient, "getDraft">, mediaId: string): Promise<Article[] | "gone" | "unsaid"> {
  try {
    return await client.getDraft(mediaId);
  } catch (error) {
    if (!(error instanceof WeChatError)) throw error;
    if (error.kind === "quota-day" || error.kind === "quota-minute") return "unsaid";
    if (saysMediaIsGone(error)) return "gone";
    throw error;
  }
}

/** Null for what is no article with a cover: a post of pictures does not tell all that it was made of. */
function copyOf(article: Article): NewArticle | null {
  const { title, author, digest, content, contentSourceUrl, thumbMediaId, commentsOpen, onlyFansComment } = article;
  if (content === null || !thumbMediaId) return null;
  return {
    ...{ kind: "NEWS", title, content, thumbMediaId, commentsOpen, onlyFansComment },
    ...(author !== null && { author }),
    ...(digest !== null && { digest }),
    ...(contentSourceUrl !== null && { contentSourceUrl }),
  };
}

/** Turns are for UUIDs. */
function turnOf(tenantId: number, mediaId: string): string {
  const hex = createHash("sha256").update(`draft ${tenantId} ${mediaId}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}

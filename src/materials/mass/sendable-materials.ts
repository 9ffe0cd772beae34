import { type Article, saysMediaIsGone, type WeChatClient, type WeChatClients, WeChatError } from "../../wechat/index.js";
import type { MaterialKind } from "../material.enums.js";
import type { MaterialRecord } from "../material.js";
import type { MaterialFiles } from "../material-files.port.js";
import type { MaterialStore } from "../material-store.port.js";
import { whyUnusable } from "../usability.js";
import { articlesHash } from "./articles-hash.js";
import type { DraftCopies } from "./draft-copies.js";
import type { MassVideos } from "./mass-videos.js";
import { NotSendable } from "./not-sendable.js";

export type SendableKind = MaterialKind.IMAGE | MaterialKind.VOICE | MaterialKind.VIDEO;

const NO_DRAFT = "WeChat has no such draft (any more): write it in WeChat's draft box, run syncMaterials, and take the mediaId it has then";

/** `articlesHash`: of what they say; null where there is a problem. */
export interface NewsLook {
  problem: string | null;
  articlesHash: string | null;
}

/** Materials as mass sends use them: whether they can be sent now, and under which id. */
export class SendableMaterials {
  constructor(
    private readonly store: Pick<MaterialStore, "byIds" | "byMediaId">,
    private readonly files: Pick<MaterialFiles, "exists">,
    private readonly videos: MassVideos,
    private readonly drafts: DraftCopies,
    private readonly clients: WeChatClients,
  ) {}

  /** Why a mass send cannot carry the material now, and what to do; null where it can. `id`: a UUID. */
  async problem(tenantId: number, kind: SendableKind, id: string): Promise<string | null> {
    const [found] = await this.store.byIds(tenantId, [id]);
    return this.problemWith(found, kind);
  }

  /** The id to send it by. Throws NotSendable, and for a video, whose id is made and renewed here, WeChatError. */
  async mediaId(tenantId: number, kind: SendableKind, id: string): Promise<string> {
    const [found] = await this.store.byIds(tenantId, [id]);
    const problem = await this.problemWith(found, kind);
    if (problem !== null || found === undefined) throw new NotSendable(problem ?? "");
    if (found.kind === "VIDEO") return this.videos.mediaIdOf(found);
    if (found.mediaId === null) throw new NotSendable("WeChat does not have it");
    return found.mediaId;
  }

  /** WeChat said that a video's id is none: whether another can be had. */
  async replaceVideo(tenantId: number, id: string, mediaId: string): Promise<boolean> {
    const [found] = await this.store.byIds(tenantId, [id]);
    return found?.file ? this.videos.replace(found, mediaId) : false;
  }

  /** The same of articles. WeChat is asked only where nothing is known of them here. */
  async newsProblem(tenantId: number, mediaId: string): Promise<string | null> {
    const { problem, known } = await this.knownProblem(tenantId, mediaId);
    return problem !== null || known ? problem : (await this.askForNews(tenantId, mediaId)).problem;
  }

  /** The same, and what they say at WeChat now. `keep`, right before a send: of a draft, which leaves the box when it is sent, for copies. */
  async lookAtNews(tenantId: number, mediaId: string, keep: boolean): Promise<NewsLook> {
    const { problem } = await this.knownProblem(tenantId, mediaId);
    if (problem !== null) return { problem, articlesHash: null };
    const { draft, ...look } = await this.askForNews(tenantId, mediaId);
    if (draft !== null && keep) await this.drafts.keep(tenantId, mediaId, draft);
    return look;
  }

  /** The id to send articles by. `started`: as they were kept at a send's start; their draft may have left the box since, or be edited. */
  newsMediaId(tenantId: number, mediaId: string, started: boolean): Promise<string> {
    return this.drafts.mediaIdOf(tenantId, mediaId, started);
  }

  /** WeChat said that the articles' id `used` is none: whether another can be had. */
  replaceNews(tenantId: number, mediaId: string, used: string): Promise<boolean> {
    return this.drafts.replace(tenantId, mediaId, used);
  }

  private async knownProblem(tenantId: number, mediaId: string): Promise<{ problem: string | null; known: boolean }> {
    const known = await this.store.byMediaId(tenantId, mediaId);
    if (known === null) return { problem: null, known: false };
    return { problem: known.kind === "NEWS" ? whyUnusable(known) : `it is ${known.kind}, not NEWS`, known: true };
  }

  private async askForNews(tenantId: number, mediaId: string): Promise<NewsLook & { draft: Article[] | null }> {
    const client = await this.clients.forTenant(tenantId);
    const draft = await articlesOf(client, mediaId);
    const articles = draft ?? (await oldNewsOf(client, mediaId));
    if (articles !== null) return { problem: null, articlesHash: articlesHash(articles), draft };
    return { problem: NO_DRAFT, articlesHash: null, draft };
  }

  private async problemWith(found: MaterialRecord | undefined, kind: SendableKind): Promise<string | null> {
    if (found === undefined) return "there is no such material";
    if (found.kind !== kind) return `it is ${found.kind}, not ${kind}`;
    const problem = whyUnusable(found);
    if (problem !== null) return problem;
    if (kind !== "VIDEO" || found.file === null || (await this.files.exists(found.file.objectKey))) return null;
    return "its file is gone from the object store: upload the original file again with uploadMaterial";
  }
}

/** Null where the draft box has none of this id. */
async function articlesOf(client: Pick<WeChatClient, "getDraft">, mediaId: string): Promise<Article[] | null> {
  try {
    return await client.getDraft(mediaId);
  } catch (error) {
    if (error instanceof WeChatError && saysMediaIsGone(error)) return null;
    throw error;
  }
}

/** Articles from before the draft box are permanent material. */
async function oldNewsOf(client: Pick<WeChatClient, "getMaterial">, mediaId: string): Promise<Article[] | null> {
  try {
    const found = await client.getMaterial(mediaId);
    if (found.kind === "FILE") found.content.destroy();
    return found.kind === "NEWS" ? found.articles : null;
  } catch (error) {
    if (error instanceof WeChatError && saysMediaIsGone(error)) return null;
    throw error;
  }
}

import type { SyncPosition, SyncSteps, SyncWork } from "../../sync/index.js";
import {
  type ArticlesItem,
  type MaterialItem,
  saysMediaIsGone,
  type WeChatClient,
  WeChatError,
  type WeChatPage,
} from "../../wechat/index.js";
import { MaterialKind } from "../material.enums.js";
import type { MaterialRecord } from "../material.js";
import type { ListedMaterial, MaterialSyncStore } from "../material-store.port.js";

/** Each list of WeChat's, and then what was in none of them. */
export type MaterialPhase = "IMAGE" | "VOICE" | "VIDEO" | "NEWS" | "DRAFTS" | "UNSEEN";

type MaterialPosition = SyncPosition<MaterialPhase>;
type Lists = Pick<WeChatClient, "listMaterials" | "listNewsMaterials" | "listDrafts" | "countMaterials" | "countDrafts">;
type Looks = Pick<WeChatClient, "getMaterial" | "getDraft">;

/** WeChat gives so many a call. */
const PAGE = 20;
const AFTER: Readonly<Record<Exclude<MaterialPhase, "UNSEEN">, MaterialPhase>> = {
  IMAGE: "VOICE",
  VOICE: "VIDEO",
  VIDEO: "NEWS",
  NEWS: "DRAFTS",
  DRAFTS: "UNSEEN",
};

/**
 * The steps of syncMaterials: a page of a list each, `cursor` its offset. What is added, edited or deleted meanwhile shifts the
 * lists, so that one read to its end may have left something out: whatever this run did not see is asked for by its id, and only
 * what WeChat then does not know counts as removed.
 */
export class MaterialSyncSteps implements SyncSteps<MaterialPhase> {
  constructor(
    private readonly store: MaterialSyncStore,
    private readonly clock: () => Date,
  ) {}

  async step(work: SyncWork<MaterialPhase>, client: Lists & Looks): Promise<MaterialPosition | null> {
    const { position } = work;
    if (position.total === null) return { ...position, total: await countAll(client) };
    return position.phase === "UNSEEN" ? this.lookForUnseen(work, client) : this.readPage(work, position.phase, client);
  }

  private async readPage(
    { tenantId, jobId, position }: SyncWork<MaterialPhase>,
    phase: keyof typeof AFTER,
    client: Lists,
  ): Promise<MaterialPosition> {
    const offset = Number(position.cursor ?? 0);
    const { total, items } = await listed(client, phase, offset);
    await this.store.saveListed(tenantId, jobId, items);
    const done = position.done + items.length;
    const next = offset + items.length;
    if (items.length > 0 && next < total) return { ...position, cursor: String(next), done };
    return { ...position, phase: AFTER[phase], cursor: null, done };
  }

  private async lookForUnseen({ tenantId, jobId, position }: SyncWork<MaterialPhase>, client: Looks): Promise<MaterialPosition | null> {
    const unseen = await this.store.unseen(tenantId, jobId, position.cursor, PAGE);
    for (const material of unseen) {
      if (!(await isThere(client, material))) await this.store.markRemoved(tenantId, material.id, this.clock());
    }
    const last = unseen.at(-1);
    return last === undefined ? null : { ...position, cursor: last.id };
  }
}

async function countAll(client: Lists): Promise<number> {
  const { image, voice, video, news } = await client.countMaterials();
  return image + voice + video + news + (await client.countDrafts());
}

async function listed(client: Lists, phase: keyof typeof AFTER, offset: number): Promise<WeChatPage<ListedMaterial>> {
  if (phase === "DRAFTS") return pageOf(await client.listDrafts(offset, PAGE, false), (item) => articles(item, true));
  if (phase === "NEWS") return pageOf(await client.listNewsMaterials(offset, PAGE), (item) => articles(item, false));
  return pageOf(await client.listMaterials(phase, offset, PAGE), (item) => file(item, MaterialKind[phase]));
}

function pageOf<Item>({ total, items }: WeChatPage<Item>, of: (item: Item) => ListedMaterial): WeChatPage<ListedMaterial> {
  return { total, items: items.map(of) };
}

function file({ mediaId, name, url, updatedAt }: MaterialItem, kind: MaterialKind): ListedMaterial {
  return { mediaId, kind, draft: false, title: name || null, url: url || null, updatedAt };
}

function articles({ mediaId, articles: [first], updatedAt }: ArticlesItem, draft: boolean): ListedMaterial {
  return { mediaId, kind: MaterialKind.NEWS, draft, title: first?.title || null, url: first?.url || null, updatedAt };
}

async function isThere(client: Looks, { mediaId, draft }: MaterialRecord): Promise<boolean> {
  if (mediaId === null) return true;
  try {
    if (draft) await client.getDraft(mediaId);
    else {
      const found = await client.getMaterial(mediaId);
      // Only whether there is one is of interest.
      if (found.kind === "FILE") found.content.destroy();
    }
    return true;
  } catch (error) {
    if (error instanceof WeChatError && saysMediaIsGone(error)) return false;
    throw error;
  }
}

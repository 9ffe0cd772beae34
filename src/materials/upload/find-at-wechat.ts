import { createHash } from "node:crypto";
import { type MaterialItem, saysMediaIsGone, type WeChatClient, WeChatError } from "../../wechat/index.js";
import { MaterialKind } from "../material.enums.js";
import type { PendingUpload, UploadStore } from "./upload-store.port.js";

/** Newest first, they say; and uploads between the crash and now are few. */
const PAGES = 3;
const PAGE = 20;
/** WeChat's clock and ours may differ by so much. */
const SKEW_MS = 10 * 60_000;

type Looks = Pick<WeChatClient, "listMaterials" | "getMaterial">;

/**
 * What an upload whose answer never came left at WeChat: of that name, since that time, known to no other row, and with the same
 * bytes. Of a video WeChat gives an address and no bytes: there the name has to do, and mass sends use the file here anyway.
 * Cover pictures are in no list. Null: it is not there, or cannot be told from others.
 */
export async function findAtWeChat(
  { material, sha256, begunAt }: PendingUpload,
  client: Looks,
  store: Pick<UploadStore, "knownMediaIds">,
): Promise<{ mediaId: string; url: string | null } | null> {
  const { kind, tenantId, file, title } = material;
  if (kind === MaterialKind.THUMB || kind === MaterialKind.NEWS || file === null || begunAt === null) return null;
  const since = begunAt.getTime() - SKEW_MS;
  for (let page = 0; page < PAGES; page++) {
    const { items } = await client.listMaterials(kind, page * PAGE, PAGE);
    const named = items.filter(({ name, updatedAt }) => (name === file.fileName || name === title) && updatedAt.getTime() >= since);
    const known = await store.knownMediaIds(
      tenantId,
      named.map(({ mediaId }) => mediaId),
    );
    for (const item of named) {
      if (!known.has(item.mediaId) && (await isSame(client, item, sha256))) return { mediaId: item.mediaId, url: item.url };
    }
    if (items.length < PAGE || (items.at(-1)?.updatedAt.getTime() ?? 0) < since) return null;
  }
  return null;
}

async function isSame(client: Looks, { mediaId }: MaterialItem, sha256: Buffer): Promise<boolean> {
  try {
    const found = await client.getMaterial(mediaId);
    if (found.kind !== "FILE") return found.kind === "VIDEO";
    const hash = createHash("sha256");
    for await (const piece of found.content) hash.update(piece as Uint8Array);
    return hash.digest().equals(sha256);
  } catch (error) {
    // Deleted between the list and the look.
    if (error instanceof WeChatError && saysMediaIsGone(error)) return false;
    throw error;
  }
}

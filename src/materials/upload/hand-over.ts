import type { EntryOf } from "../../accounts/index.js";
import { type UploadFile, type WeChatClient, type WeChatClients, WeChatError } from "../../wechat/index.js";
import { MaterialKind } from "../material.enums.js";
import type { MaterialRecord } from "../material.js";
import type { MaterialFiles } from "../material-files.port.js";
import type { MaterialTurns } from "../material-turns.js";
import { findAtWeChat } from "./find-at-wechat.js";
import { type MaterialChanged, type PendingUpload, TurnOver, type UploadStore } from "./upload-store.port.js";

/** Gives an uploaded file to WeChat as permanent material, once. */
export class HandOver {
  constructor(
    private readonly store: UploadStore,
    private readonly files: Pick<MaterialFiles, "open">,
    private readonly turns: MaterialTurns,
    private readonly clients: WeChatClients,
    private readonly clock: () => Date,
  ) {}

  /** The material with WeChat's id for it. What WeChat refuses is thrown as WeChatError; the file stays here, and the next try begins where this one ended. `entry`: for the audit log, once WeChat has it. */
  give(material: MaterialRecord, entry: EntryOf<MaterialChanged>): Promise<MaterialRecord> {
    if (isThere(material)) return Promise.resolve(material);
    return this.turns.take(material.id, async (owner) => {
      const pending = await this.store.pending(material.id);
      if (pending === null) throw new TurnOver("the material was merged with another row meanwhile");
      if (isThere(pending.material)) return pending.material;
      const client = await this.clients.forTenant(material.tenantId);
      const found = await findAtWeChat(pending, client, this.store);
      const { mediaId, url } = found ?? (await this.upload(pending, client, owner));
      return this.store.finish(material.id, owner, { mediaId, url, now: this.clock() }, entry);
    });
  }

  private async upload({ material }: PendingUpload, client: WeChatClient, owner: string): Promise<{ mediaId: string; url: string | null }> {
    const { id, kind, title, description, file } = material;
    if (file === null || kind === MaterialKind.NEWS) throw new TypeError("only an uploaded file can be given to WeChat");
    await this.store.begin(id, owner, this.clock());
    try {
      const words = kind === MaterialKind.VIDEO ? { title: title ?? file.fileName, introduction: description ?? "" } : undefined;
      return await client.addMaterial(kind, uploadFileOf(file, this.files), words);
    } catch (error) {
      if (error instanceof WeChatError && error.kind !== "unclear") await this.store.refused(id, owner);
      throw error;
    }
  }
}

function isThere({ mediaId, removedAt }: MaterialRecord): boolean {
  return mediaId !== null && removedAt === null;
}

/** A material's file as the client sends it, as often as it must. */
export function uploadFileOf(file: NonNullable<MaterialRecord["file"]>, files: Pick<MaterialFiles, "open">): UploadFile {
  const { fileName, contentType, bytes, objectKey } = file;
  const open = async () => {
    const body = await files.open(objectKey);
    if (body === null) throw new Error(`the file of a material is not in the object store: ${objectKey}`);
    return body;
  };
  return { fileName, contentType, size: bytes, content: open };
}

import { saysMediaIsGone, type WeChatClient, type WeChatClients, WeChatError } from "../../wechat/index.js";
import type { MaterialRecord } from "../material.js";
import type { MaterialFiles } from "../material-files.port.js";
import type { MaterialTurns } from "../material-turns.js";
import { uploadFileOf } from "../upload/hand-over.js";
import type { MassVideoIds, MassVideoStore } from "./mass-video-store.port.js";

const HOUR_MS = 3_600_000;
/** WeChat keeps it for three days; two hours are left for clocks that differ and for the batches of one minute's wait after the other. */
const LIFE_MS = 70 * HOUR_MS;
/** A temporary video is a step on the way, used again only after a crash between the two calls: the id made of it shall live for three days. */
const TEMPORARY_LIFE_MS = HOUR_MS;
/** Refused so soon after it was made, an id did not expire: another one would fare alike. */
const YOUNG_MS = 10 * 60_000;

/**
 * The ids that mass sends take for videos: the file from the object store → media/upload (temporary) → media/uploadvideo. An id
 * of permanent material is of no use there: WeChat answers 40007. Each is kept and used again until its three days are nearly
 * over; however many sends and processes ask, one of them uploads.
 */
export class MassVideos {
  constructor(
    private readonly store: MassVideoStore,
    private readonly files: Pick<MaterialFiles, "open">,
    private readonly turns: MaterialTurns,
    private readonly clients: WeChatClients,
    private readonly clock: () => Date,
  ) {}

  /** What WeChat refuses is thrown as WeChatError. `video` has its file. */
  async mediaIdOf(video: MaterialRecord): Promise<string> {
    const kept = this.living(await this.store.find(video.id));
    return kept ?? this.turns.take(video.id, (owner) => this.make(video, owner));
  }

  /** WeChat said that there is no such id: true where another one may be had now, false where it was made only just now. */
  async replace(video: MaterialRecord, mediaId: string): Promise<boolean> {
    if (await this.store.forget(video.id, mediaId, new Date(this.clock().getTime() - YOUNG_MS))) return true;
    return (await this.store.find(video.id))?.mediaId !== mediaId;
  }

  private living(ids: MassVideoIds | null): string | null {
    return ids?.madeAt && this.isWithin(ids.madeAt, LIFE_MS) ? ids.mediaId : null;
  }

  private async make(video: MaterialRecord, owner: string): Promise<string> {
    const ids = await this.store.find(video.id);
    const kept = this.living(ids);
    if (kept !== null) return kept;
    const client = await this.clients.forTenant(video.tenantId);
    if (ids !== null && ids.mediaId === null && this.isWithin(ids.temporaryAt, TEMPORARY_LIFE_MS)) {
      const made = await this.finish(video, client, ids.temporaryMediaId, owner).catch(goneAsNull);
      if (made !== null) return made;
    }
    return this.finish(video, client, await this.upload(video, client, owner), owner);
  }

  private async upload(video: MaterialRecord, client: WeChatClient, owner: string): Promise<string> {
    if (video.file === null) throw new TypeError("a mass send needs the video's file");
    const at = this.clock();
    const { mediaId } = await client.uploadTemporary("VIDEO", uploadFileOf(video.file, this.files));
    await this.store.saveTemporary(video.id, owner, { mediaId, at });
    return mediaId;
  }

  private async finish({ id, title, description, file }: MaterialRecord, client: WeChatClient, temporary: string, owner: string) {
    const at = this.clock();
    const words = { title: title ?? file?.fileName ?? "", description: description ?? "" };
    const { mediaId } = await client.makeMassVideo({ mediaId: temporary, ...words });
    await this.store.saveMade(id, owner, { mediaId, at });
    return mediaId;
  }

  private isWithin(since: Date, lifeMs: number): boolean {
    return this.clock().getTime() - since.getTime() < lifeMs;
  }
}

/** The temporary video died early: it is uploaded again. */
function goneAsNull(error: unknown): null {
  if (error instanceof WeChatError && saysMediaIsGone(error)) return null;
  throw error;
}

import type { ComparePosition, MirrorPauseStore, MirrorSteps, MirrorTagStore, TagExchange } from "../tags/index.js";
import type { WeChatClient } from "../wechat/index.js";
import type { SyncPosition } from "./sync-job-store.port.js";

/** The last phase of a run: mirrored tags are brought to WeChat, and each is compared whole with what WeChat has. */
export class PushPhase {
  constructor(
    private readonly steps: Pick<MirrorSteps, "step" | "compareAll">,
    private readonly tags: Pick<MirrorTagStore, "forgetRefusals">,
    private readonly pauses: Pick<MirrorPauseStore, "goOn">,
    private readonly exchange: TagExchange,
  ) {}

  async step(tenantId: number, client: WeChatClient, at: SyncPosition, signal?: AbortSignal): Promise<SyncPosition | null> {
    if (at.cursor === null) {
      // WeChat may have changed its mind, or have room for one more tag by now.
      await this.tags.forgetRefusals(tenantId);
      return { ...at, cursor: "0:0" };
    }
    const from = positionOf(at.cursor);
    const next = await this.exchange.take(
      tenantId,
      "writing",
      async (turn) => {
        if (await this.steps.step(tenantId, client, turn)) return from;
        return this.steps.compareAll(tenantId, client, from, turn);
      },
      signal,
    );
    if (next !== null) return { ...at, cursor: `${next.tagId}:${next.after}` };
    await this.pauses.goOn(tenantId);
    return null;
  }
}

function positionOf(cursor: string): ComparePosition {
  const [tagId = 0, after = 0] = cursor.split(":").map(Number);
  return { tagId, after };
}

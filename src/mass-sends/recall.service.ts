import type { Principal } from "../graphql/context.js";
import { ConflictError } from "../graphql/errors.js";
import type { MassContent } from "../wechat/index.js";
import { BatchStatus, MassSendStatus } from "./mass-send.enums.js";
import type { MassSendRecord } from "./mass-send.js";
import type { MassSendService } from "./mass-send.service.js";
import type { MassSendStore } from "./mass-send-store.port.js";
import { next } from "./next-status.js";
import type { MassSendQueue } from "./send-lease.port.js";
import type { SendWriter } from "./send-writer.js";
import { type Words, words } from "./words.js";

const MOST_BATCHES = 10_000;
/** Of the other sends with the same content, so many are named. */
const NAMED = 5;

/** WeChat's mass/delete takes news and videos; whatever else was sent stays where it is. */
const STAYS: Readonly<Record<Exclude<MassContent["kind"], "NEWS" | "VIDEO">, string>> = {
  TEXT: "a text",
  IMAGE: "pictures",
  VOICE: "a voice message",
  CARD: "a card",
};

export interface RecallServiceParts {
  massSends: Pick<MassSendService, "massSend">;
  store: Pick<MassSendStore, "batchesIn" | "othersWithContent">;
  writer: SendWriter;
  queue: MassSendQueue;
  clock: () => Date;
}

/** Asks for a send to be taken back. The calls are the driver's. */
export class RecallService {
  constructor(private readonly parts: RecallServiceParts) {}

  /**
   * At any time after the send, as WeChat documents no limit. Asked again it is harmless: what is under way goes on, what was refused
   * is tried once more. CONFLICT where nothing of the send can be taken back.
   */
  async recallMassSend(principal: Principal, id: string): Promise<MassSendRecord> {
    const { tenantId, name: operator } = principal;
    const found = await this.parts.massSends.massSend(tenantId, id);
    next("recall", found);
    refuseWhatStays(found);
    if (found.status === MassSendStatus.RECALLED) return found;
    await this.refuseNothingSent(found);
    const recallNote = await this.noteOf(found);
    const at = this.parts.clock();
    const audit = { operator, action: "recallMassSend", detail: found.name };
    const send = await this.parts.writer.change(found, (now) => {
      next("recall", now);
      if (now.status === MassSendStatus.RECALLED) return null;
      return { send: { recallRequestedAt: now.recallRequestedAt ?? at, recallNote }, recallAgain: true, wakeAt: at, audit };
    });
    await this.parts.queue.wake(tenantId, send.id);
    return send;
  }

  private async refuseNothingSent(send: MassSendRecord): Promise<void> {
    const sent = await this.parts.store.batchesIn(send, [BatchStatus.ACCEPTED, BatchStatus.FINISHED], MOST_BATCHES);
    if (sent.some(({ wechatMsgId }) => wechatMsgId !== null)) return;
    const reason =
      sent.length === 0
        ? "WeChat accepted nothing of this send"
        : "WeChat told no msg_id for any of its batches, and mass/delete asks for one";
    throw new ConflictError("id", `${reason}: there is nothing that can be taken back`, { reason: "NOTHING_TO_RECALL" });
  }

  /** WeChat kills the page, and the page is the same for every send of the article. */
  private async noteOf(send: MassSendRecord): Promise<Words | null> {
    const names = await this.parts.store.othersWithContent(send, send.content, NAMED + 1);
    if (names.length === 0) return null;
    const named = names.slice(0, NAMED);
    const more = names.length > NAMED;
    return words(
      `Other sends of the same content lose their pages with it: ${named.map((name) => `"${name}"`).join(", ")}${more ? " and others" : ""}.`,
      `内容相同的其他群发也会一并失去页面：${named.map((name) => `「${name}」`).join("、")}${more ? "等" : ""}。`,
    );
  }
}

function refuseWhatStays({ content: { kind } }: MassSendRecord): void {
  if (kind === "NEWS" || kind === "VIDEO") return;
  const message = `this send carries ${STAYS[kind]}, which WeChat cannot take back: only articles and videos can be deleted`;
  throw new ConflictError("id", message, { reason: "KIND_NOT_RECALLABLE" });
}

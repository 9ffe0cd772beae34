import { type AuditTrail, recordAround } from "../accounts/index.js";
import type { Principal } from "../graphql/context.js";
import { BadInputError } from "../graphql/errors.js";
import { shortText } from "../graphql/text-input.js";
import { NotSendable } from "../materials/index.js";
import { type MassContent, saysMediaIsGone, type WeChatClient, type WeChatClients, WeChatError } from "../wechat/index.js";
import { contentUnsendable, type MassSendContents } from "./contents.js";
import { type MassSendRecord, written } from "./mass-send.js";
import type { MassSendService } from "./mass-send.service.js";

const MAX_OPENID = 128;
const MAX_WECHAT_NAME = 64;

/** Sends the message to one person, for a look at it on a phone. What WeChat refuses is thrown as WeChatError. */
export class PreviewService {
  constructor(
    private readonly massSends: Pick<MassSendService, "massSend">,
    private readonly contents: Pick<MassSendContents, "message" | "replaceStale">,
    private readonly clients: WeChatClients,
    private readonly audit: AuditTrail,
  ) {}

  async previewMassSend(principal: Principal, id: string, to: { openid: string | null; wechatName: string | null }): Promise<true> {
    const { tenantId, name: operator } = principal;
    const receiver = receiverOf(to);
    const send = await this.massSends.massSend(tenantId, id);
    const client = await this.clients.forTenant(tenantId);
    const message = await this.message(send);
    const seen = { before: written(send), after: written(send) };
    const entry = { tenantId, operator, action: "previewMassSend", target: `massSend:${send.id}`, detail: send.name, ...seen };
    await recordAround(this.audit, entry, () => this.preview(client, receiver, send, message));
    return true;
  }

  private async preview(client: WeChatClient, receiver: Receiver, send: MassSendRecord, message: MassContent): Promise<void> {
    try {
      await client.massPreview(receiver, message);
    } catch (error) {
      const stale = error instanceof WeChatError && saysMediaIsGone(error) && (await this.contents.replaceStale(send, message));
      if (!stale) throw error;
      await client.massPreview(receiver, await this.message(send));
    }
  }

  private async message({ tenantId, content }: MassSendRecord): Promise<MassContent> {
    try {
      return await this.contents.message(tenantId, content);
    } catch (error) {
      throw error instanceof NotSendable ? contentUnsendable(error.message) : error;
    }
  }
}

type Receiver = { openid: string } | { wechatName: string };

function receiverOf({ openid, wechatName }: { openid: string | null; wechatName: string | null }): Receiver {
  if (openid !== null && wechatName !== null) throw new BadInputError("wechatName", "give openid or wechatName, not both");
  if (openid !== null) return { openid: shortText("openid", openid, { min: 1, max: MAX_OPENID }) };
  if (wechatName !== null) return { wechatName: shortText("wechatName", wechatName, { min: 1, max: MAX_WECHAT_NAME }) };
  throw new BadInputError("openid", "give openid or wechatName", { reason: "EMPTY" });
}

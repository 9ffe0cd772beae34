import type { AuditTrail } from "../accounts/index.js";
import type { Principal } from "../graphql/context.js";
import { BadInputError } from "../graphql/errors.js";
import { shortText } from "../graphql/text-input.js";
import type { WeChatClients } from "../wechat/index.js";
import type { MassSendService } from "./mass-send.service.js";

const MAX_OPENID = 128;
const MAX_WECHAT_NAME = 64;

/** Sends the message to one person, for a look at it on a phone. What WeChat refuses is thrown as WeChatError. */
export class PreviewService {
  constructor(
    private readonly massSends: Pick<MassSendService, "massSend">,
    private readonly clients: WeChatClients,
    private readonly audit: AuditTrail,
  ) {}

  async previewMassSend(principal: Principal, id: string, to: { openid: string | null; wechatName: string | null }): Promise<true> {
    const { tenantId, name: operator } = principal;
    const receiver = receiverOf(to);
    const send = await this.massSends.massSend(tenantId, id);
    const client = await this.clients.forTenant(tenantId);
    await client.massPreview(receiver, send.content);
    await this.audit.record({ tenantId, operator, action: "previewMassSend", target: `massSend:${send.id}`, detail: send.name });
    return true;
  }
}

function receiverOf({
  openid,
  wechatName,
}: {
  openid: string | null;
  wechatName: string | null;
}): { openid: string } | { wechatName: string } {
  if (openid !== null && wechatName !== null) throw new BadInputError("wechatName", "give openid or wechatName, not both");
  if (openid !== null) return { openid: shortText("openid", openid, { min: 1, max: MAX_OPENID }) };
  if (wechatName !== null) return { wechatName: shortText("wechatName", wechatName, { min: 1, max: MAX_WECHAT_NAME }) };
  throw new BadInputError("openid", "give openid or wechatName");
}

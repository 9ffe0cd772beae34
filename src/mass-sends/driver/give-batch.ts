import type { MassAccepted, MassCalls, MassContent, OpenidList } from "../../wechat/index.js";
import { DispatchMethod } from "../mass-send.enums.js";
import type { BatchRecord, MassSendRecord } from "../mass-send.js";

/** Whether the recipients are named one by one. */
export function namesRecipients({ method }: MassSendRecord): boolean {
  return method !== DispatchMethod.TO_ALL && method !== DispatchMethod.BY_TAG;
}

/** The one call that gives a batch to WeChat, as the send's method says. `openids` count where it names recipients only. */
export function giveBatch(
  client: Pick<MassCalls, "massSendToAll" | "massSendByTag" | "massSendByOpenids">,
  { sendIgnoreReprint, method, wechatTagId }: MassSendRecord,
  content: MassContent,
  { clientMsgId }: BatchRecord,
  openids: OpenidList,
): Promise<MassAccepted> {
  const request = { content, sendIgnoreReprint, clientMsgId };
  if (method === DispatchMethod.TO_ALL) return client.massSendToAll(request);
  if (method !== DispatchMethod.BY_TAG) return client.massSendByOpenids({ ...request, openids });
  if (wechatTagId === null) throw new TypeError("a send BY_TAG has no tag");
  return client.massSendByTag({ ...request, wechatTagId });
}

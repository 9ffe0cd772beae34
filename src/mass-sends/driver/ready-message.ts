import { NotSendable } from "../../materials/index.js";
import { type MassContent, WeChatError } from "../../wechat/index.js";
import type { MassSendContents } from "../contents.js";
import type { MassSendRecord } from "../mass-send.js";
import { type Words, words } from "../words.js";

/** WeChat may have the file of a video, or the copy of a draft, by now or not; it is given again. */
const UNCLEAR_MS = 30_000;
const QUOTA_MINUTE_MS = 60_000;

/** The message to send now; or how long to wait for it; or why somebody must do something first, or only the next day helps. */
export type ReadyMessage = { message: MassContent } | { waitMs: number } | { pause: Words; untilNextDay: boolean };

/** Before any call for a batch: nothing that fails here leaves a batch in doubt. */
export async function readyMessage(
  contents: Pick<MassSendContents, "message">,
  { tenantId, content }: MassSendRecord,
): Promise<ReadyMessage> {
  try {
    return { message: await contents.message(tenantId, content, true) };
  } catch (error) {
    if (error instanceof NotSendable) {
      const pause = words(
        `Its ${content.kind.toLowerCase()} cannot be sent: ${error.message}. Then resume, or cancel.`,
        `内容无法发送：${error.message}。处理之后继续，或取消。`,
      );
      return { pause, untilNextDay: false };
    }
    if (!(error instanceof WeChatError)) throw error;
    if (error.kind === "unclear") return { waitMs: UNCLEAR_MS };
    if (error.kind === "quota-minute") return { waitMs: QUOTA_MINUTE_MS };
    const untilNextDay = error.kind === "quota-day";
    const then = untilNextDay
      ? words("It goes on by itself when there is quota again.", "有了新的配额后会自动继续。")
      : words("Resume when that is mended, or cancel.", "处理之后继续，或取消。");
    const pause = words(
      `WeChat does not take what the message is made of: ${error.message}. ${then.en}`,
      `微信不接收消息所用的素材：${error.message}。${then.zh}`,
    );
    return { pause, untilNextDay };
  }
}

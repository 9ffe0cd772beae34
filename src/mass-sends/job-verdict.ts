import { type Words, words } from "./words.js";

/** What WeChat's `err(n)` means for the send, in plain words. */
export interface JobVerdict {
  text: Words;
  /** Judged was what every batch carries, or the send as a whole: the next batch would fare alike. */
  everyBatch: boolean;
}

const suspects = (en: string, zh: string): Words => words(`WeChat's review suspects ${en}`, `微信审核认为内容${zh}`);
const ALL: Readonly<Record<number, Words>> = {
  10001: suspects("advertising in the content", "涉嫌广告"),
  20001: suspects("political content", "涉嫌政治"),
  20002: suspects("pornographic content", "涉嫌色情"),
  20004: suspects("content that harms society", "涉嫌社会危害"),
  20006: suspects("illegal or criminal content", "涉嫌违法犯罪"),
  20008: suspects("fraud", "涉嫌欺诈"),
  20013: suspects("a breach of copyright", "涉嫌侵犯版权"),
  21000: words("WeChat's review refuses the content without naming a class of its own", "微信审核没有通过，未说明类别"),
  22000: suspects("mutual promotion of accounts", "涉嫌互推"),
  30001: words(
    "the originality check failed inside WeChat, and the send does not go on without it (sendIgnoreReprint is false)",
    "微信的原创校验出错，而这次群发规定未经校验不发送",
  ),
  30002: words("the originality check says that an article must not be sent", "原创校验判定有文章不得群发"),
  30003: words(
    "an article was judged a reprint, and the send does not send reprints (sendIgnoreReprint is false)",
    "有文章被判定为转载，而这次群发规定不发送转载",
  ),
  40001: words("the account's administrator refused the send", "公众号管理员拒绝了这次群发"),
  40002: words("the account's administrator did not confirm the send within 30 minutes", "公众号管理员没有在 30 分钟内确认这次群发"),
};
/** Others occur (20431 has been seen): classes that WeChat keeps to itself. Of this batch alone nothing more can be said. */
const UNDOCUMENTED = words("WeChat failed the job for a reason it does not document", "微信没有发出，原因未在其文档中说明");

export function verdictOfJob(errNumber: number): JobVerdict {
  const text = ALL[errNumber];
  return text === undefined ? { text: UNDOCUMENTED, everyBatch: false } : { text, everyBatch: true };
}

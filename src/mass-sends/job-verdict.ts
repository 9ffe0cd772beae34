/** What WeChat's `err(n)` means for the send, in plain words. */
export interface JobVerdict {
  text: string;
  /** Judged was what every batch carries, or the send as a whole: the next batch would fare alike. */
  everyBatch: boolean;
}

const CONTENT = "WeChat's review suspects";
const ALL: Readonly<Record<number, string>> = {
  10001: `${CONTENT} advertising in the content`,
  20001: `${CONTENT} political content`,
  20002: `${CONTENT} pornographic content`,
  20004: `${CONTENT} content that harms society`,
  20006: `${CONTENT} illegal or criminal content`,
  20008: `${CONTENT} fraud`,
  20013: `${CONTENT} a breach of copyright`,
  21000: "WeChat's review refuses the content without naming a class of its own",
  22000: `${CONTENT} mutual promotion of accounts`,
  30001: "the originality check failed inside WeChat, and the send does not go on without it (sendIgnoreReprint is false)",
  30002: "the originality check says that an article must not be sent",
  30003: "an article was judged a reprint, and the send does not send reprints (sendIgnoreReprint is false)",
  40001: "the account's administrator refused the send",
  40002: "the account's administrator did not confirm the send within 30 minutes",
};
/** Others occur (20431 has been seen): classes that WeChat keeps to itself. Of this batch alone nothing more can be said. */
const UNDOCUMENTED = "WeChat failed the job for a reason it does not document";

export function verdictOfJob(errNumber: number): JobVerdict {
  const text = ALL[errNumber];
  return text === undefined ? { text: UNDOCUMENTED, everyBatch: false } : { text, everyBatch: true };
}

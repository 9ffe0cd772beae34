import type { WeChatError } from "../../wechat/index.js";
import { asSaid, type Words, words } from "../words.js";

const MOST_CHARACTERS = 500;

/** WeChat's own words, or where it said nothing, what became of the call. */
export function wordsOf({ errcode, errmsg }: WeChatError): Words {
  const said = errmsg.slice(0, MOST_CHARACTERS);
  return errcode === null ? unanswered(said, said) : asSaid(said);
}

/** Of an error that is not WeChat's. */
export function noAnswer(error: unknown): Words {
  const name = error instanceof Error ? error.name : "unknown error";
  return unanswered(`no answer: ${name}`, name);
}

const unanswered = (en: string, why: string): Words => words(en, `没有得到微信的答复（${why}）`);

export function withCode(errcode: number | null, said: Words): Words {
  return errcode === null ? said : words(`${errcode} ${said.en}`.trim(), `${errcode} ${said.zh}`.trim());
}

import type { Language } from "../text/catalogue";
import { errcodes, fields, names, reasons } from "../text/errors";

/** An error's `extensions`: its code, and often the reason with its numbers and names. */
export type ErrorFacts = Readonly<Record<string, unknown>>;

export interface ErrorWords {
  /** What is wrong and what to do, in the language chosen; null where only the server's words say it. */
  text: string | null;
  /** What the server or WeChat says besides, in English. */
  detail: string | null;
}

/** Parts whose values are the server's own names for things, and not what somebody typed. */
const NAMED = ["kind", "action", "status", "needed", "has"];

/** `message` is the server's, in English; `word` knows states and roles. */
export function errorWords(
  language: Language,
  message: string,
  facts: ErrorFacts,
  { number, word }: { number: (value: number) => string; word: (name: string) => string | undefined },
): ErrorWords {
  if (language === "en") return { text: message, detail: null };
  const { reason, errcode, errmsg, field } = facts;
  const sentence = typeof reason === "string" ? reasons[reason] : undefined;
  if (sentence !== undefined) {
    const filled = sentence.replace(/\{(\w+)\}/g, (_, part: string) => {
      const value = facts[part];
      if (typeof value === "number") return number(value);
      const said = String(value);
      return NAMED.includes(part) ? (word(said) ?? names[said] ?? said) : said;
    });
    return { text: labelled(field, filled), detail: typeof facts.detail === "string" ? facts.detail : null };
  }
  if (typeof errcode === "number" && errcodes[errcode] !== undefined)
    return { text: `${errcodes[errcode]}（错误码 ${errcode}）`, detail: typeof errmsg === "string" ? errmsg : null };
  return { text: null, detail: message };
}

/** With the field's name before it, where people know one. */
function labelled(field: unknown, sentence: string): string {
  const last = typeof field === "string" ? (/(\w+)(?:\[\d+\])*$/.exec(field)?.[1] ?? "") : "";
  const label = fields[last];
  return label === undefined ? sentence : `${label}：${sentence}`;
}

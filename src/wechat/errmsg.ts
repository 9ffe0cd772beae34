import { hidePersonalNumbers } from "../platform/logging/personal-numbers.js";

const MAX_SHOWN = 300;
/**
 * Where WeChat's own text ends: ` hint: [..]` and/or ` rid: ..` follow, in newer replies after a comma. A brace or a
 * second line is in no text of its table: what begins there is a request's body, echoed by something in between.
 */
const SUFFIX = /\b(?:hint: ?\[|rid: ?[0-9a-f]+-)|[{\r\n]/;
const HINT = /\bhint: ?\[([^\]]{1,64})\]/;
const RID = /\brid: ?([0-9a-f]{1,16}(?:-[0-9a-f]{1,16}){1,4})/;
/** As long as an openid (28), a secret (32), or a token: whatever WeChat echoes of the request is not for logs. A rid has 26. */
const LONG_WORD = /[\w-]{28,}/g;

export interface Errmsg {
  /** What happened, without suffixes, secrets, ids and personal numbers; perhaps "". */
  text: string;
  rid?: string;
  hint?: string;
}

/** Takes an errmsg apart. `secrets` are taken out of it, also where they were escaped for a URL. */
export function readErrmsg(errmsg: string, secrets: readonly string[]): Errmsg {
  const end = errmsg.search(SUFFIX);
  const safe = redact(end < 0 ? errmsg : errmsg.slice(0, end), secrets);
  const rid = errmsg.match(RID)?.[1];
  const hint = errmsg.match(HINT)?.[1];
  return {
    text: withoutComma(safe.slice(0, MAX_SHOWN).trim()),
    ...(rid !== undefined && { rid }),
    ...(hint !== undefined && { hint: redact(hint, secrets) }),
  };
}

function withoutComma(text: string): string {
  return text.endsWith(",") ? text.slice(0, -1).trimEnd() : text;
}

function redact(text: string, secrets: readonly string[]): string {
  const known = secrets.filter((secret) => secret !== "").flatMap((secret) => [secret, encodeURIComponent(secret)]);
  return hidePersonalNumbers(known.reduce((shown, secret) => shown.replaceAll(secret, "***"), text).replace(LONG_WORD, "***"));
}

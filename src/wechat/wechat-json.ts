/** The reviver's third argument (ES2025, in Node since 21); TypeScript's library does not know it yet. */
type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;
const parse = JSON.parse as (text: string, reviver: Reviver) => unknown;

/** Identifiers of 64 bits: real msg_ids passed 2^31 long ago, and a Number holds only 53 bits. */
const WIDE_KEYS = new Set(["msg_id", "msg_data_id", "publish_id", "MsgID", "MsgId"]);
/** 2^64 has 20 digits; what is longer is no id, and a million digits would take BigInt seconds. */
const INTEGER = /^-?\d{1,20}$/;

/**
 * Parses a reply of WeChat. Identifiers of 64 bits, and any other integer of up to 20 digits too wide for a Number, become bigint.
 * Throws SyntaxError.
 */
export function parseWeChatJson(text: string): unknown {
  return parse(text, (key, value, context) => {
    if (typeof value !== "number" || context.source === undefined || !INTEGER.test(context.source)) return value;
    return WIDE_KEYS.has(key) || !Number.isSafeInteger(value) ? BigInt(context.source) : value;
  });
}

/** Everything that JSON can only write as a \u escape: control characters (but tab and line ends) and halves of surrogate pairs. */
const UNWRITABLE = /[^\P{Cc}\t\n\r]/gu;

/** In finished JSON: what may be UNWRITABLE. */
const SUSPECT = /[\u007f-\u009f]|\\[bfu]/;

function holdsBigint(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return typeof value === "bigint";
  return Array.isArray(value) ? value.some(holdsBigint) : Object.values(value).some(holdsBigint);
}

/** A value that is JSON already, in UTF-8 and without anything UNWRITABLE; it may only be the value of a property of the body itself. */
export class WrittenJson {
  constructor(readonly bytes: Uint8Array) {}
}

/**
 * A request body in raw UTF-8. WeChat refuses \uXXXX escapes (40033), so characters that need one are left out; bigint
 * becomes an integer's digits.
 */
export function writeWeChatJson(body: unknown): string {
  if (!holdsBigint(body)) {
    // Ten thousand openids, one by one, take ten times as long as all of them at once.
    const text = JSON.stringify(body);
    if (!SUSPECT.test(text)) return text;
  }
  return JSON.stringify(body, (_key, value: unknown) => {
    if (typeof value === "bigint") return value.toString();
    return typeof value === "string" ? value.toWellFormed().replace(UNWRITABLE, "") : value;
  });
}

/** The same, with what is WrittenJson in it as it is. */
export function writeWeChatBody(body: unknown): string | Uint8Array {
  const written = Object.entries(body ?? {}).filter((entry): entry is [string, WrittenJson] => entry[1] instanceof WrittenJson);
  if (written.length === 0) return writeWeChatJson(body);
  const others = writeWeChatJson({ ...(body as object), ...Object.fromEntries(written.map(([key]) => [key, undefined])) });
  const parts = written.flatMap(([key, { bytes }], i) => [Buffer.from(`${i === 0 ? "{" : ","}${JSON.stringify(key)}:`), bytes]);
  return Buffer.concat([...parts, Buffer.from(`${others === "{}" ? "" : ","}${others.slice(1)}`)]);
}

export type JsonObject = Record<string, unknown>;

const { rawJSON } = JSON as typeof JSON & { rawJSON(text: string): unknown };

/** Writes bigints as plain integers: msg_id is a 64-bit number in WeChat's JSON. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === "bigint" ? rawJSON(part.toString()) : part));
}

/** Reads JSON; integers beyond 2^53 come as bigint. Throws SyntaxError. */
export function readJson(text: string): unknown {
  // The reviver costs a call per value, which ten thousand openids need not pay.
  if (!/(?<![\w-])-?\d{16,}(?![\w-])/.test(text)) return JSON.parse(text);
  const keepWhole = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? "")
      ? BigInt(context?.source ?? 0)
      : value;
  return JSON.parse(text, keepWhole);
}

/**
 * Whether the text escapes characters beyond ASCII as \uXXXX, which WeChat refuses with 40033. Escapes below U+0080 pass:
 * Gson (weixin-java-mp) writes \u003c and \u003d.
 */
export function hasForbiddenEscapes(text: string): boolean {
  return text.includes("\\u") && /(?<!\\)(?:\\\\)*\\u(?!00[0-7])[0-9a-f]{4}/i.test(text);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

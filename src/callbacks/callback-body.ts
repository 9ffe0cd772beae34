import { parseWeChatJson } from "../wechat/index.js";
import { CallbackRefused } from "./callback-refused.js";
import { readXml, unreadable, type XmlFields, type XmlValue } from "./callback-xml.js";

/** The largest real ones (events with many articles) have some 20 kB. */
export const MAX_BODY_BYTES = 256 * 1024;
const MAX_DEPTH = 20;

/** Fields of a message. Every leaf is text: ids of 64 bits would not survive as numbers. */
export type CallbackFields = XmlFields;
export type CallbackValue = XmlValue;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The text of a body; bytes that are no UTF-8 would be stored as something else than was sent. Throws CallbackRefused 400. */
export function decodeBody(bytes: Buffer): string {
  if (bytes.length > MAX_BODY_BYTES) throw new CallbackRefused(413, "the body is too large");
  try {
    return utf8.decode(bytes);
  } catch {
    throw new CallbackRefused(400, "the body is not UTF-8");
  }
}

/** The fields of an XML or JSON body (accounts choose one). Throws CallbackRefused 400. */
export function parseBody(text: string): CallbackFields {
  try {
    // XML has no NUL, not even escaped, and nobody's keyboard makes one.
    if (text.includes("\0")) throw unreadable();
    return text.trimStart().startsWith("{") ? parseJson(text) : asFields(readXml(text, MAX_DEPTH));
  } catch (error) {
    if (error instanceof CallbackRefused) throw error;
    throw unreadable();
  }
}

function parseJson(text: string): CallbackFields {
  return asFields(parseWeChatJson(text));
}

function asFields(value: unknown): CallbackFields {
  const fields = clean(value, MAX_DEPTH);
  if (typeof fields === "string" || Array.isArray(fields)) throw unreadable();
  return fields as CallbackFields;
}

/** Leaves as text that PostgreSQL can keep. Cutting a text to length leaves half an emoji: that is replaced, a NUL refused. */
function clean(value: unknown, depth: number): CallbackValue {
  if (depth === 0) throw unreadable();
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map((item) => clean(item, depth - 1));
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([name, item]) => [storable(name), clean(item, depth - 1)]));
  return storable(String(value));
}

function storable(text: string): string {
  if (text.includes("\0")) throw unreadable();
  return text.toWellFormed();
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import { ApiError } from "./errcodes.js";
import { isObject, type JsonObject } from "./json.js";

/** A part of the body that must be an object; 47001 else. */
export function objectIn(body: JsonObject, name: string): JsonObject {
  const value = body[name];
  if (!isObject(value)) throw new ApiError(47001);
  return value;
}

/** A whole number, given as number or as decimal text; null else. */
export function integerIn(body: JsonObject, name: string): bigint | null {
  const value = body[name];
  if (typeof value === "bigint") return value;
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : null;
  return typeof value === "string" && /^-?\d{1,20}$/.test(value) ? BigInt(value) : null;
}

/** A whole number that fits an id; -1 when absent or not one. */
export function idIn(body: JsonObject, name: string): number {
  const value = integerIn(body, name);
  return value !== null && value >= 0n && value <= 0x7fffffffn ? Number(value) : -1;
}

/** A text that is not empty; null else. */
export function textIn(body: JsonObject, name: string): string | null {
  const value = body[name];
  return typeof value === "string" && value !== "" ? value : null;
}

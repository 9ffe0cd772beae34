import { isIP } from "node:net";
import { z } from "zod";

/** Small parsers for environment variables: text in, a typed value out, or one sentence that says what is expected. */

export function integer(low: number, high: number) {
  const expected = `must be a whole number from ${low} to ${high}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, expected)
    .transform(Number)
    .refine((value) => value >= low && value <= high, expected);
}

export function decimal(low: number, high: number) {
  const expected = `must be a number from ${low} to ${high}`;
  return z
    .string()
    .regex(/^\d{1,6}(\.\d{1,6})?$/, expected)
    .transform(Number)
    .refine((value) => value >= low && value <= high, expected);
}

export function matching(pattern: RegExp, expected: string) {
  return z.string().regex(pattern, expected);
}

/** An address with one of the given schemes (with colon); a trailing slash is dropped. */
export function address(schemes: readonly string[], example: string) {
  return z
    .string()
    .refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol), `must be an address such as ${example}`)
    .transform((text) => text.replace(/\/$/, ""));
}

/** "https://a.example, https://b.example" → the origins. */
export const origins = z
  .string()
  .transform(splitList)
  .refine(
    (list) => list.every((each) => URL.canParse(each) && new URL(each).origin === each && /^https?:/.test(each)),
    "must be a list of origins separated by commas, each like https://console.example.com (no path, no *)",
  );

/** "10.1.0.0/16, fd00::/8" → the networks. */
export const networks = z
  .string()
  .transform(splitList)
  .refine((list) => list.every(isNetwork), "must be a list of networks separated by commas, each like 10.1.0.0/16 or fd00::/8");

function isNetwork(text: string): boolean {
  const [net = "", prefix = "", ...rest] = text.split("/");
  const longest = { 4: 32, 6: 128 }[isIP(net)];
  return longest !== undefined && rest.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= longest;
}

/** true, false, the number of proxies in front, or the addresses of the trusted ones: what Fastify's trustProxy takes. */
export const trustedProxies = z
  .string()
  .transform((text): boolean | number | string[] => {
    if (text === "true" || text === "false") return text === "true";
    return /^\d$/.test(text) ? Number(text) : splitList(text);
  })
  .refine(
    (value) => !Array.isArray(value) || value.every((each) => /^[0-9a-f.:]+(\/\d{1,3})?$/i.test(each)),
    "must be true, false, the number of proxies in front, or their addresses separated by commas (10.0.0.0/8 is one)",
  );

function splitList(text: string): string[] {
  return text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

import { randomUUID } from "node:crypto";

const PREFIX = "deleted-";

/** Stands where an openid stood. Random: nothing leads back from it. No openid of WeChat's has this shape. */
export function newPseudonym(): string {
  return `${PREFIX}${randomUUID()}`;
}

export function isPseudonym(openid: string): boolean {
  return openid.startsWith(PREFIX);
}

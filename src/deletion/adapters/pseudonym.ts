import { randomUUID } from "node:crypto";
import { PSEUDONYM_PREFIX } from "../../users/index.js";

/** Stands where an openid stood. Random: nothing leads back from it. */
export function newPseudonym(): string {
  return `${PSEUDONYM_PREFIX}${randomUUID()}`;
}

export function isPseudonym(openid: string): boolean {
  return openid.startsWith(PSEUDONYM_PREFIX);
}

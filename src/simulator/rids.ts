import { randomInt } from "node:crypto";
import type { AccountConditions } from "./model/conditions.js";

const KEPT = 1000;
const LIFE_MS = 7 * 86_400_000;
const HINT_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** A refused call, as openapi/rid/get tells of it. */
export interface RefusedCall {
  /** Null: nobody may ask for it. */
  appId: string | null;
  /** Milliseconds. */
  at: number;
  tookMs: number;
  /** The query, without the token. */
  query: string;
  body: string;
  response: string;
  ip: string;
}

/** The rids in texts of errors: how they are made, and what the latest thousand stood for. */
export class Rids {
  private readonly calls = new Map<string, RefusedCall>();

  constructor(private readonly random: () => number) {}

  /** Three groups of eight hex digits, the first of them the time in seconds. */
  next(nowMs: number): string {
    return `${Math.floor(nowMs / 1000).toString(16)}-${this.group()}-${this.group()}`;
  }

  remember(rid: string, call: RefusedCall): void {
    this.calls.set(rid, call);
    const [oldest] = this.calls.keys();
    if (this.calls.size > KEPT && oldest !== undefined) this.calls.delete(oldest);
  }

  /** Only the account's own, and not after seven days. */
  find(rid: string, appId: string, now: number): RefusedCall | null {
    const call = this.calls.get(rid);
    return call && call.appId === appId && now - call.at < LIFE_MS ? call : null;
  }

  private group(): string {
    return Math.floor(this.random() * 2 ** 32)
      .toString(16)
      .padStart(8, "0");
  }
}

/** What stands behind the text of an error, by the account's style. */
export function errmsgSuffix(style: AccountConditions["errmsgSuffix"], rid: string): string {
  if (style === "rid") return ` rid: ${rid}`;
  return style === "hint" ? hint() : `${hint()} rid: ${rid}`;
}

/** ` hint: [K7xTpa07963929]` */
function hint(): string {
  const letters = Array.from({ length: 6 }, () => HINT_LETTERS[randomInt(HINT_LETTERS.length)]).join("");
  return ` hint: [${letters}${String(randomInt(100_000_000)).padStart(8, "0")}]`;
}

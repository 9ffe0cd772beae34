/** GET /cgi-bin/token and POST /cgi-bin/stable_token each keep a line of tokens; neither touches the other's. */
export type TokenLine = "token" | "stable";

/** `renew`: the former token goes on for 5 minutes. `force`: it dies at once. */
export type IssueMode = "renew" | "force";

interface Token {
  line: TokenLine;
  value: string;
  expiresAt: number;
  /** From then on it is "not latest"; null while it is the newest of its line. */
  replacedAt: number | null;
}

export const TOKEN_LIFE_MS = 7200_000;
export const CHANGE_OVER_MS = 300_000;
/** Dead tokens are remembered so long, to tell "expired" from "never seen". */
const MEMORY_MS = 86_400_000;

export class Tokens {
  private readonly tokens = new Map<string, Token>();
  private readonly newest = new Map<TokenLine, Token>();
  readonly issued = { token: 0, stable: 0, forced: 0 };
  /** When the last forced refresh was. */
  lastForcedAt = Number.NEGATIVE_INFINITY;

  /** The newest token of the line while it lives. */
  current(line: TokenLine, now: number): { value: string; expiresAt: number } | null {
    const token = this.newest.get(line);
    return token && token.expiresAt > now ? token : null;
  }

  issue(line: TokenLine, value: string, mode: IssueMode, now: number): void {
    const former = this.newest.get(line);
    if (former) this.replace(former, mode, now);
    const token: Token = { line, value, expiresAt: now + TOKEN_LIFE_MS, replacedAt: null };
    this.tokens.set(value, token);
    this.newest.set(line, token);
    this.issued[line]++;
    if (mode === "force") {
      this.issued.forced++;
      this.lastForcedAt = now;
    }
    this.forgetOld(now);
  }

  /** What WeChat says to this token: 0, 40001 (unknown or replaced) or 42001 (past its life). */
  check(value: string, now: number): 0 | 40001 | 42001 {
    const token = this.tokens.get(value);
    if (!token || (token.replacedAt !== null && now >= token.replacedAt)) return 40001;
    return now >= token.expiresAt ? 42001 : 0;
  }

  knows(value: string): boolean {
    return this.tokens.has(value);
  }

  /** Ends a token's life before its time (a fault). */
  expire(value: string, now: number): void {
    const token = this.tokens.get(value);
    if (token) token.expiresAt = Math.min(token.expiresAt, now);
  }

  private replace(former: Token, mode: IssueMode, now: number): void {
    if (mode === "force") {
      former.replacedAt = now;
      return;
    }
    former.replacedAt = now + CHANGE_OVER_MS;
    // "old + new are both good for 5 minutes", also when the old one had less left; a token already dead stays so.
    if (former.expiresAt > now) former.expiresAt = Math.max(former.expiresAt, former.replacedAt);
  }

  private forgetOld(now: number): void {
    for (const token of this.tokens.values()) {
      if (now - token.expiresAt <= MEMORY_MS) break;
      this.tokens.delete(token.value);
    }
  }
}

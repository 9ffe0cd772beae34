import type { Principal } from "../graphql/context.js";
import type { Authenticator } from "./accounts.port.js";
import type { ApiKeyStore, KnownPrincipal, PrincipalMemory, SessionStore } from "./stores.port.js";
import { API_KEY_PREFIX, couldBeToken, tokenHash } from "./tokens.js";

/**
 * A session or key that this process revoked is refused from the next request on; one that another process revoked, some milliseconds
 * after that.
 */
export class TokenAuthenticator implements Authenticator {
  constructor(
    private readonly sessions: SessionStore,
    private readonly apiKeys: ApiKeyStore,
    private readonly clock: () => Date,
    private readonly memory: PrincipalMemory,
  ) {}

  async authenticate(token: string): Promise<Principal | null> {
    if (!couldBeToken(token)) return null;
    const hash = tokenHash(token);
    const key = Buffer.from(hash).toString("base64");
    const known = this.memory.get(key);
    if (known) return known.until === null || known.until > this.clock() ? known.principal : null;
    const keep = this.memory.keeper();
    const found = await this.read(token, hash);
    if (found) keep(key, found);
    return found?.principal ?? null;
  }

  private read(token: string, hash: Uint8Array<ArrayBuffer>): Promise<KnownPrincipal | null> {
    return token.startsWith(API_KEY_PREFIX) ? this.apiKeys.principal(hash) : this.sessions.principal(hash, this.clock());
  }
}

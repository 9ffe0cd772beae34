import type { Principal } from "../graphql/context.js";
import type { Authenticator } from "./accounts.port.js";
import type { ApiKeyStore, SessionStore } from "./stores.port.js";
import { API_KEY_PREFIX, couldBeToken, tokenHash } from "./tokens.js";

/** Asks the database each time: a revoked session or key is refused from the next request on. */
export class TokenAuthenticator implements Authenticator {
  constructor(
    private readonly sessions: SessionStore,
    private readonly apiKeys: ApiKeyStore,
    private readonly clock: () => Date,
  ) {}

  async authenticate(token: string): Promise<Principal | null> {
    if (!couldBeToken(token)) return null;
    const hash = tokenHash(token);
    return token.startsWith(API_KEY_PREFIX) ? this.apiKeys.principal(hash) : this.sessions.principal(hash, this.clock());
  }
}

import type { Principal } from "../graphql/context.js";
import { UnauthenticatedError } from "../graphql/errors.js";
import type { Operator } from "./account.types.js";
import type { AuditRecord } from "./accounts.port.js";
import type { LoginLimits } from "./login-limits.js";
import { MAX_USERNAME_LENGTH } from "./operators.service.js";
import type { Passwords } from "./passwords.js";
import type { OperatorStore, SessionStore } from "./stores.port.js";
import { newToken, tokenHash } from "./tokens.js";

/** A working day. Fixed, not sliding: a stolen token ends the same day. */
const SESSION_MS = 12 * 60 * 60 * 1000;

export interface StartedSession {
  /** Shown this once. */
  token: string;
  expiresAt: Date;
  operator: Operator;
}

export class LoginService {
  constructor(
    private readonly parts: {
      operators: OperatorStore;
      sessions: SessionStore;
      passwords: Passwords;
      limits: LoginLimits;
      clock: () => Date;
    },
  ) {}

  /** UNAUTHENTICATED alike for an unknown username, a wrong password and a disabled operator; QUOTA_EXCEEDED after 10 failures in 15 minutes. */
  async login(username: string, password: string, address: string): Promise<StartedSession> {
    const { operators, sessions, passwords, limits, clock } = this.parts;
    if (username.length > MAX_USERNAME_LENGTH) throw wrongCredentials();
    await limits.take(username, address);
    const account = await operators.byUsername(username);
    const matches = await passwords.matches(password, account?.passwordHash ?? null);
    if (account === null || !matches || account.disabled) throw wrongCredentials();
    await limits.succeeded(username, address);
    const now = clock();
    const token = newToken();
    const expiresAt = new Date(now.getTime() + SESSION_MS);
    await sessions.forgetExpired(now);
    await sessions.start(account.id, tokenHash(token), expiresAt, entryOf(account.tenantId, username, "login"));
    const { id, role, disabled } = account;
    return { token, expiresAt, operator: { id, username, role, disabled } };
  }

  /** Whether a session ended; an API key has none and is revoked instead. */
  async logout(principal: Principal, token: string | null): Promise<boolean> {
    if (token === null) return false;
    return this.parts.sessions.end(tokenHash(token), entryOf(principal.tenantId, principal.name, "logout"));
  }
}

function entryOf(tenantId: number, operator: string, action: string): AuditRecord {
  return { tenantId, operator, action, target: null, detail: null };
}

function wrongCredentials(): UnauthenticatedError {
  return new UnauthenticatedError("the username or the password is wrong", { reason: "LOGIN_WRONG" });
}

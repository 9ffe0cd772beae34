import type { Principal } from "../graphql/context.js";
import type { Operator } from "./account.types.js";

export interface AuditRecord {
  tenantId: number;
  /** The principal's name. */
  operator: string;
  /** What was done, named like the mutation: `startMassSend`. */
  action: string;
  /** What it was done to: `massSend:0198…`. */
  target: string | null;
  /** One line for people; holds no secret, phone or openid. */
  detail: string | null;
  /** What it was done to, whole, before and afterwards: only a keyed hash of each is kept. Absent or null: there was none. */
  before?: object | null;
  after?: object | null;
}

/** Rejects with UNAVAILABLE-class errors only when the database does not answer. */
export interface AuditTrail {
  record(entry: AuditRecord): Promise<void>;
}

/** The part of a `pg` client that appending an entry needs; the caller's open transaction. */
export interface AuditTransaction {
  query<Row extends object>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
}

/**
 * The audit log as part of a transaction: the entry stands if and only if what it tells of does. Record as the LAST statement, after
 * the audience change log too: it takes the tenant's lock of the chain, which everybody who changes anything waits for, and to whom
 * nothing else is left to lock cannot be part of a deadlock.
 */
export type AuditIn = (tx: AuditTransaction) => AuditTrail;

/** What the log is to say of a change, asked by its store once it is made and before it is committed. */
export type EntryOf<Change> = (change: Change) => AuditRecord;

/** For fields such as `MassSend.createdBy`; ids of other tenants or unknown ones are absent from the map. */
export interface OperatorLookup {
  operatorsByIds(tenantId: number, ids: readonly number[]): Promise<Map<number, Operator>>;
}

/** Says who a bearer token (session or API key) speaks for; null for one that is unknown, ended, revoked or disabled. */
export interface Authenticator {
  authenticate(token: string): Promise<Principal | null>;
}

/** What the callback endpoint needs to check and open what WeChat posts for one account. */
export interface CallbackSecrets {
  tenantId: number;
  appId: string;
  callbackToken: string;
  /** 43 characters; null where the account posts in plain mode. */
  encodingAesKey: string | null;
  /** Valid as well until then: what was before the last change. Null: nothing. */
  previous: { callbackToken: string; encodingAesKey: string | null; until: Date } | null;
  /** The account's gh_… id; null until a callback told it. */
  originalId: string | null;
}

/** The accounts' secrets, opened. Never logged, never part of an answer. */
export interface AccountSecrets {
  byTenant(tenantId: number): Promise<{ appId: string; appSecret: string } | null>;
  byAppId(appId: string): Promise<CallbackSecrets | null>;
}

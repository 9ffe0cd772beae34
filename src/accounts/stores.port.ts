import type { Principal } from "../graphql/context.js";
import type { Role } from "../graphql/roles.js";
import type { AccountKind, Operator, Tenant } from "./account.types.js";
import type { AuditRecord, EntryOf } from "./accounts.port.js";
import type { CallbackPair, PreviousPair } from "./callback-rotation.js";

/** An operator with what login needs and nobody else sees. */
export interface OperatorAccount extends Operator {
  tenantId: number;
  passwordHash: string;
}

export interface NewOperator {
  username: string;
  passwordHash: string;
  role: Role;
}

export interface OperatorChange {
  role?: Role;
  passwordHash?: string;
  disabled?: boolean;
  /** Ends all the operator's sessions in the same transaction. */
  endSessions: boolean;
}

/** What to change, seeing the operator and how many *other* enabled admins there are; null: nothing. */
export type DecideOperator = (operator: Operator, otherAdmins: number) => OperatorChange | null;

export interface OperatorChanged {
  before: Operator;
  after: Operator;
  change: OperatorChange;
}

/** Whatever a store of this file writes for somebody enters the audit log in the same transaction. */
export interface OperatorStore {
  byUsername(username: string): Promise<OperatorAccount | null>;
  list(tenantId: number): Promise<Operator[]>;
  byIds(tenantId: number, ids: readonly number[]): Promise<Operator[]>;
  /** Null when the username is taken, by whatever tenant. */
  create(tenantId: number, operator: NewOperator, entry: EntryOf<Operator>): Promise<Operator | null>;
  /**
   * Changes one operator while no other operator of the tenant can change. Null when the tenant has no such operator.
   */
  change(tenantId: number, id: number, decide: DecideOperator, entry: EntryOf<OperatorChanged>): Promise<Operator | null>;
}

export interface SessionStore {
  start(operatorId: number, tokenHash: Uint8Array<ArrayBuffer>, expiresAt: Date, entry: AuditRecord): Promise<void>;
  /** Whether there was such a session. */
  end(tokenHash: Uint8Array<ArrayBuffer>, entry: AuditRecord): Promise<boolean>;
  /** Null when unknown, over, or its operator is disabled. */
  principal(tokenHash: Uint8Array<ArrayBuffer>, now: Date): Promise<KnownPrincipal | null>;
  forgetExpired(now: Date): Promise<void>;
}

export interface StoredApiKey {
  id: number;
  name: string;
  role: Role;
  createdAt: Date;
}

export interface NewApiKey {
  name: string;
  role: Role;
  keyHash: Uint8Array<ArrayBuffer>;
}

export interface ApiKeyStore {
  /** Those not revoked, oldest first. */
  list(tenantId: number): Promise<StoredApiKey[]>;
  create(tenantId: number, key: NewApiKey, entry: EntryOf<StoredApiKey>): Promise<StoredApiKey>;
  /** False when the tenant has no such key, or it is revoked already. */
  revoke(tenantId: number, id: number, at: Date, entry: EntryOf<StoredApiKey>): Promise<boolean>;
  principal(keyHash: Uint8Array<ArrayBuffer>): Promise<KnownPrincipal | null>;
}

export interface KnownPrincipal {
  principal: Principal;
  /** When the token ends by itself; null: never. */
  until: Date | null;
}

/** Who tokens spoke for lately, by the token's hash (base64); forgotten as soon as a session, operator or key changes. */
export interface PrincipalMemory {
  get(tokenHash: string): KnownPrincipal | undefined;
  /** To be called before reading: what it is then given is kept, unless something changed meanwhile. */
  keeper(): (tokenHash: string, known: KnownPrincipal) => void;
}

/** Counts login attempts in fixed windows, over all processes. */
export interface AttemptStore {
  /** Counts one more for `key`, starting a window of `windowMs` where none runs; what it counts now. */
  take(key: string, now: Date, windowMs: number): Promise<{ count: number; expiresAt: Date }>;
  /** Takes one back: the attempt was no failure. */
  giveBack(key: string): Promise<void>;
  reset(key: string): Promise<void>;
  forgetExpired(now: Date): Promise<void>;
}

/** An entry as its chain seals it. */
export interface AuditFields extends Omit<AuditRecord, "before" | "after"> {
  /** Hex. */
  before: string | null;
  after: string | null;
}

export interface StoredAuditEntry extends AuditFields {
  id: bigint;
  at: Date;
  /** Hex. */
  hash: string;
}

/** Where a tenant's chain ends, kept beside it by the database. */
export interface AuditHead {
  entries: number;
  hash: string;
}

export interface AuditStore {
  /** Appends under the tenant's lock: `hash` is told the newest entry's hash (null at the first) and gives the new one's. */
  append(entry: AuditFields, at: Date, hash: (previous: string | null) => string): Promise<void>;
  /** Newest first, before `beforeId`. */
  newest(tenantId: number, limit: number, beforeId: bigint | null): Promise<StoredAuditEntry[]>;
  /** Oldest first, after `afterId`. */
  oldest(tenantId: number, limit: number, afterId: bigint): Promise<StoredAuditEntry[]>;
  count(tenantId: number): Promise<number>;
  /** Null before the first entry. */
  head(tenantId: number): Promise<AuditHead | null>;
}

export interface SealedTenant {
  name: string;
  appId: string;
  kind: AccountKind;
  verified: boolean;
  sandbox: boolean;
  appSecret: Uint8Array<ArrayBuffer>;
  callbackToken: Uint8Array<ArrayBuffer>;
  encodingAesKey: Uint8Array<ArrayBuffer> | null;
}

/** A tenant's row. */
export interface StoredTenant extends CallbackPair<Uint8Array> {
  tenantId: number;
  name: string;
  appId: string;
  kind: AccountKind;
  verified: boolean;
  sandbox: boolean;
  /** gh_…; null until a callback told it. */
  originalId: string | null;
  appSecret: Uint8Array;
  /** Whatever its time; null: nothing was ever changed. */
  previous: PreviousPair<Uint8Array> | null;
}

/** The tenant's rules for what goes out; what is absent stays. */
export type SendingRules = Partial<
  Pick<Tenant, "approval" | "selfApproval" | "approvalTolerancePercent" | "approvalTolerancePeople" | "quietHours">
>;

export type TenantChange = SealedTenant & { previous: PreviousPair<Uint8Array> | null; rules?: SendingRules; originalId?: string };

export interface TenantChanged {
  before: Tenant;
  after: Tenant;
}

export interface TenantStore {
  byId(id: number): Promise<Tenant | null>;
  byAppId(appId: string): Promise<Tenant | null>;
  all(): Promise<Tenant[]>;
  /** Null when the AppID is taken. */
  create(tenant: SealedTenant, entry: EntryOf<Tenant>): Promise<Tenant | null>;
  /**
   * Changes one tenant while nobody else can: `decide` sees what is stored. `entry` gives null where there is nothing to tell of. Null
   * when the AppID is no tenant's.
   */
  change(
    appId: string,
    decide: (stored: StoredTenant) => TenantChange,
    entry: (changed: TenantChanged) => AuditRecord | null,
  ): Promise<Tenant | null>;
  sealedByTenant(id: number): Promise<{ appId: string; appSecret: Uint8Array } | null>;
  sealedByAppId(appId: string): Promise<StoredTenant | null>;
  setOriginalId(tenantId: number, originalId: string): Promise<void>;
}

/** Seals secrets for the database; a value opens only under the purpose it was sealed for. */
export interface SecretBox {
  seal(plain: string, purpose: string): Uint8Array<ArrayBuffer>;
  open(sealed: Uint8Array, purpose: string): string;
  /** A keyed hash. */
  fingerprint(plain: string, purpose: string): Uint8Array;
}

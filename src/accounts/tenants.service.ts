import { ConflictError, NotFoundError } from "../graphql/errors.js";
import type { Tenant } from "./account.types.js";
import type { AccountSecrets, AuditRecord, CallbackSecrets } from "./accounts.port.js";
import { type CallbackPair, type PreviousPair, previousAfter } from "./callback-rotation.js";
import { canonicalJson } from "./canonical-json.js";
import type { SealedTenant, SecretBox, SendingRules, StoredTenant, TenantChanged, TenantStore } from "./stores.port.js";
import { checkSendingRules, checkTenantInput, type TenantInput } from "./tenant-input.js";

/** What to change of a tenant; what is absent stays. */
export interface TenantUpdate {
  name?: string;
  appSecret?: string;
  callbackToken?: string;
  /** Null: callbacks come in plain mode from now on. */
  encodingAesKey?: string | null;
  rules?: SendingRules;
  /** The account's gh_… id, where a migration of the account changed it. */
  originalId?: string;
  /** The former callback secrets end now (they leaked) instead of after PREVIOUS_SECRETS_MS. */
  endPrevious?: boolean;
}

export interface TenantUpdated {
  tenant: Tenant;
  /** Names only; of the rules, which are no secrets, the values too. */
  changed: string[];
  /** Until when callbacks with the former secrets are accepted; null: not at all. */
  previousUntil: Date | null;
}

/** The tenants and their account's secrets, which stand sealed in the database and are opened only here. `by` is the name the audit log shows. */
export class TenantsService implements AccountSecrets {
  constructor(
    private readonly tenants: TenantStore,
    private readonly box: SecretBox,
    private readonly clock: () => Date,
  ) {}

  async tenant(id: number): Promise<Tenant> {
    const tenant = await this.tenants.byId(id);
    if (tenant === null) throw new NotFoundError("tenant", id);
    return tenant;
  }

  findByAppId(appId: string): Promise<Tenant | null> {
    return this.tenants.byAppId(appId);
  }

  all(): Promise<Tenant[]> {
    return this.tenants.all();
  }

  /** CONFLICT when there is a tenant with this AppID. */
  async createTenant(input: TenantInput, by: string): Promise<Tenant> {
    const created = await this.tenants.create(this.sealed(input), (after) => createEntry(by, after));
    if (created === null)
      throw new ConflictError("appId", `there is a tenant with AppID ${input.appId} already`, { reason: "NAME_TAKEN", name: input.appId });
    return created;
  }

  /**
   * Creates the tenant, or brings an existing one's name, kind and secrets up to date (a configured account at start); in the audit
   * log where that makes the tenant, or changes what it is.
   */
  async ensureTenant(input: TenantInput, by: string): Promise<Tenant> {
    const sealed = this.sealed(input);
    const tenant =
      (await this.tenants.create(sealed, (after) => createEntry(by, after))) ??
      (await this.tenants.change(
        input.appId,
        (stored) => ({ ...sealed, previous: this.previousAfter(stored, input) }),
        (made) => (canonicalJson(made.before) === canonicalJson(made.after) ? null : updateEntry(by, made, made.after.name)),
      ));
    if (tenant === null) throw new NotFoundError("tenant", input.appId);
    return tenant;
  }

  /** NOT_FOUND for an AppID that no tenant has. Processes that run see the change within seconds. */
  async updateTenant(appId: string, update: TenantUpdate, by: string): Promise<TenantUpdated> {
    let previousUntil: Date | null = null;
    const changed = changesOf(update);
    const decide = (stored: StoredTenant) => {
      const { endPrevious, rules = {}, originalId, ...values } = update;
      checkSendingRules(rules);
      const input: TenantInput = { ...this.opened(stored), ...values };
      const previous = endPrevious ? null : this.previousAfter(stored, input);
      previousUntil = previous?.until ?? null;
      return { ...this.sealed(input), previous, rules, ...(originalId !== undefined && { originalId }) };
    };
    const tenant = await this.tenants.change(appId, decide, (made) => updateEntry(by, made, changed.join(", ")));
    if (tenant === null) throw new NotFoundError("tenant", appId);
    return { tenant, changed, previousUntil };
  }

  async byTenant(tenantId: number): Promise<{ appId: string; appSecret: string } | null> {
    const row = await this.tenants.sealedByTenant(tenantId);
    return row && { appId: row.appId, appSecret: this.box.open(row.appSecret, purpose("app-secret", row.appId)) };
  }

  async byAppId(appId: string): Promise<CallbackSecrets | null> {
    const row = await this.tenants.sealedByAppId(appId);
    if (row === null) return null;
    const previous = this.running(row.previous);
    return {
      tenantId: row.tenantId,
      appId,
      originalId: row.originalId,
      ...this.openPair(appId, row),
      previous: previous && { ...this.openPair(appId, previous), until: previous.until },
    };
  }

  /** Notes the account's gh_… id, as its callbacks carry it. */
  learnOriginalId(tenantId: number, originalId: string): Promise<void> {
    return this.tenants.setOriginalId(tenantId, originalId);
  }

  private previousAfter(stored: StoredTenant, next: CallbackPair<string>): PreviousPair<Uint8Array> | null {
    const plain = this.openPairOrNull(stored.appId, stored);
    return plain && previousAfter(stored, plain, next, this.running(stored.previous), this.clock());
  }

  private running(previous: PreviousPair<Uint8Array> | null): PreviousPair<Uint8Array> | null {
    return previous !== null && previous.until > this.clock() ? previous : null;
  }

  private opened(stored: StoredTenant): TenantInput {
    const { appId, name, kind, verified, sandbox } = stored;
    const appSecret = this.box.open(stored.appSecret, purpose("app-secret", appId));
    return { appId, name, kind, verified, sandbox, appSecret, ...this.openPair(appId, stored) };
  }

  private openPair(appId: string, { callbackToken, encodingAesKey }: CallbackPair<Uint8Array>): CallbackPair<string> {
    return {
      callbackToken: this.box.open(callbackToken, purpose("callback-token", appId)),
      encodingAesKey: encodingAesKey && this.box.open(encodingAesKey, purpose("encoding-aes-key", appId)),
    };
  }

  /** Null where they were sealed under a key that is gone: configured secrets then replace them, with nothing before them. */
  private openPairOrNull(appId: string, pair: CallbackPair<Uint8Array>): CallbackPair<string> | null {
    try {
      return this.openPair(appId, pair);
    } catch {
      return null;
    }
  }

  private sealed(input: TenantInput): SealedTenant {
    checkTenantInput(input);
    const { appId, kind, sandbox } = input;
    return {
      name: input.name.trim(),
      appId,
      kind,
      sandbox,
      verified: input.verified ?? true,
      appSecret: this.box.seal(input.appSecret, purpose("app-secret", appId)),
      callbackToken: this.box.seal(input.callbackToken, purpose("callback-token", appId)),
      encodingAesKey: input.encodingAesKey === null ? null : this.box.seal(input.encodingAesKey, purpose("encoding-aes-key", appId)),
    };
  }
}

function changesOf({ rules = {}, ...values }: TenantUpdate): string[] {
  return [...Object.keys(values), ...Object.entries(rules).map(([rule, value]) => `${rule} ${value ?? "none"}`)];
}

function createEntry(by: string, after: Tenant): AuditRecord {
  const { id: tenantId, name: detail } = after;
  return { tenantId, operator: by, action: "createTenant", target: `tenant:${tenantId}`, detail, after };
}

function updateEntry(by: string, change: TenantChanged, detail: string): AuditRecord {
  const { id: tenantId } = change.after;
  return { tenantId, operator: by, action: "updateTenant", target: `tenant:${tenantId}`, detail, ...change };
}

/** Bound to the account too, so that one tenant's ciphertext does not open in another's row. */
function purpose(secret: string, appId: string): string {
  return `tenant/${secret}/${appId}`;
}

import { BadInputError, ConflictError, NotFoundError } from "../graphql/errors.js";
import type { AccountKind, Tenant } from "./account.types.js";
import type { AccountSecrets, CallbackSecrets } from "./accounts.port.js";
import type { SealedTenant, SecretBox, TenantStore } from "./stores.port.js";

export interface TenantInput {
  name: string;
  appId: string;
  appSecret: string;
  /** "Token" on WeChat's configuration page: signs callbacks. */
  callbackToken: string;
  /** 43 characters; null where callbacks come in plain mode. */
  encodingAesKey: string | null;
  kind: AccountKind;
  verified?: boolean;
  sandbox: boolean;
}

const MAX_NAME_LENGTH = 100;
const SHAPES: { field: "appId" | "appSecret" | "callbackToken" | "encodingAesKey"; shape: RegExp; expected: string }[] = [
  { field: "appId", shape: /^[A-Za-z0-9_-]{6,64}$/, expected: "6 to 64 letters, digits, _ or -, as in wx0123456789abcdef" },
  { field: "appSecret", shape: /^[\x21-\x7e]{6,128}$/, expected: "6 to 128 visible ASCII characters" },
  { field: "callbackToken", shape: /^[A-Za-z0-9_-]{3,64}$/, expected: "3 to 64 letters, digits, _ or -" },
  { field: "encodingAesKey", shape: /^[A-Za-z0-9+/]{43}$/, expected: "the 43 letters and digits of EncodingAESKey" },
];

/** The tenants and their account's secrets, which stand sealed in the database and are opened only here. */
export class TenantsService implements AccountSecrets {
  constructor(
    private readonly tenants: TenantStore,
    private readonly box: SecretBox,
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
  async createTenant(input: TenantInput): Promise<Tenant> {
    const created = await this.tenants.create(this.sealed(input));
    if (created === null) throw new ConflictError("appId", `there is a tenant with AppID ${input.appId} already`);
    return created;
  }

  /** Creates the tenant, or brings an existing one's name, kind and secrets up to date (a configured account at start). */
  async ensureTenant(input: TenantInput): Promise<Tenant> {
    const sealed = this.sealed(input);
    const existing = (await this.tenants.create(sealed)) ?? (await this.tenants.byAppId(input.appId));
    if (existing === null) throw new NotFoundError("tenant", input.appId);
    return this.tenants.replace(existing.id, sealed);
  }

  async byTenant(tenantId: number): Promise<{ appId: string; appSecret: string } | null> {
    const row = await this.tenants.sealedByTenant(tenantId);
    return row && { appId: row.appId, appSecret: this.box.open(row.appSecret, purpose("app-secret", row.appId)) };
  }

  async byAppId(appId: string): Promise<CallbackSecrets | null> {
    const row = await this.tenants.sealedByAppId(appId);
    if (row === null) return null;
    return {
      tenantId: row.tenantId,
      appId,
      callbackToken: this.box.open(row.callbackToken, purpose("callback-token", appId)),
      encodingAesKey: row.encodingAesKey && this.box.open(row.encodingAesKey, purpose("encoding-aes-key", appId)),
    };
  }

  private sealed(input: TenantInput): SealedTenant {
    check(input);
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

/** Bound to the account too, so that one tenant's ciphertext does not open in another's row. */
function purpose(secret: string, appId: string): string {
  return `tenant/${secret}/${appId}`;
}

/** The values are secrets: a message says what was expected, never what was given. */
function check(input: TenantInput): void {
  const name = input.name.trim();
  if (name.length < 1 || name.length > MAX_NAME_LENGTH) throw new BadInputError("name", `must have 1 to ${MAX_NAME_LENGTH} characters`);
  for (const { field, shape, expected } of SHAPES) {
    const value = input[field];
    if (value !== null && !shape.test(value)) throw new BadInputError(field, `expected ${expected}`);
  }
}

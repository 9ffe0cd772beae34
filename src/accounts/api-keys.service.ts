import type { Principal } from "../graphql/context.js";
import { BadInputError, ConflictError, NotFoundError } from "../graphql/errors.js";
import { intIdOrNull } from "../graphql/ids.js";
import type { Role } from "../graphql/roles.js";
import type { AuditRecord } from "./accounts.port.js";
import type { ApiKeyStore, StoredApiKey } from "./stores.port.js";
import { API_KEY_PREFIX, newToken, tokenHash } from "./tokens.js";

const MAX_NAME_LENGTH = 100;
/** Far above what programs of one brand need; keeps the list readable and the table small. */
const MAX_KEYS = 200;

export class ApiKeysService {
  constructor(
    private readonly keys: ApiKeyStore,
    private readonly clock: () => Date,
  ) {}

  list(tenantId: number): Promise<StoredApiKey[]> {
    return this.keys.list(tenantId);
  }

  /** `key` is shown this once; only its hash is kept. */
  async create(principal: { tenantId: number; name: string }, name: string, role: Role): Promise<StoredApiKey & { key: string }> {
    const trimmed = name.trim();
    if (trimmed.length < 1 || trimmed.length > MAX_NAME_LENGTH)
      throw new BadInputError("name", `must have 1 to ${MAX_NAME_LENGTH} characters`, {
        reason: "LENGTH",
        min: 1,
        max: MAX_NAME_LENGTH,
        length: trimmed.length,
      });
    if ((await this.keys.list(principal.tenantId)).length >= MAX_KEYS) {
      throw new ConflictError("name", `there are ${MAX_KEYS} API keys already; revoke one first`, { reason: "KEYS_FULL", max: MAX_KEYS });
    }
    const key = newToken(API_KEY_PREFIX);
    const stored = await this.keys.create(principal.tenantId, { name: trimmed, role, keyHash: tokenHash(key) }, (after) =>
      entryOf(principal, "createApiKey", after, { detail: `${trimmed}, ${role}`, after }),
    );
    return { ...stored, key };
  }

  async revoke(principal: Principal, id: string): Promise<true> {
    const keyId = intIdOrNull(id);
    const entry = (before: StoredApiKey) => entryOf(principal, "revokeApiKey", before, { detail: before.name, before });
    const revoked = keyId !== null && (await this.keys.revoke(principal.tenantId, keyId, this.clock(), entry));
    if (!revoked) throw new NotFoundError("API key", id, "id");
    return true;
  }
}

function entryOf(
  { tenantId, name: operator }: { tenantId: number; name: string },
  action: string,
  { id }: StoredApiKey,
  change: Pick<AuditRecord, "detail" | "before" | "after">,
): AuditRecord {
  return { tenantId, operator, action, target: `apiKey:${id}`, ...change };
}

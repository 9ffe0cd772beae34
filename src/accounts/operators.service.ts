import type { Principal } from "../graphql/context.js";
import { BadInputError, ConflictError, NotFoundError } from "../graphql/errors.js";
import { intIdOrNull } from "../graphql/ids.js";
import { Role } from "../graphql/roles.js";
import type { Operator } from "./account.types.js";
import type { AuditRecord, OperatorLookup } from "./accounts.port.js";
import { checkPassword, makePassword, type Passwords } from "./passwords.js";
import type { OperatorChange, OperatorChanged, OperatorStore } from "./stores.port.js";

export const MAX_USERNAME_LENGTH = 64;
const USERNAME = /^[\p{L}\p{N}](?:[\p{L}\p{N}._@-]{0,62}[\p{L}\p{N}])?$/u;
const FIRST_OPERATOR = "admin";

export interface OperatorInput {
  username: string;
  password: string;
  role: Role;
}

/** What `updateOperator` was asked to change; what is absent stays. */
export interface OperatorUpdate {
  role?: Role | null;
  password?: string | null;
  disabled?: boolean | null;
}

export class OperatorsService implements OperatorLookup {
  constructor(
    private readonly operators: OperatorStore,
    private readonly passwords: Passwords,
  ) {}

  list(tenantId: number): Promise<Operator[]> {
    return this.operators.list(tenantId);
  }

  async operatorsByIds(tenantId: number, ids: readonly number[]): Promise<Map<number, Operator>> {
    const found = await this.operators.byIds(tenantId, ids);
    return new Map(found.map((operator) => [operator.id, operator]));
  }

  /** Whom a session belongs to. An API key answers as itself, with id 0. */
  async me(principal: Principal): Promise<Operator> {
    const { tenantId, operatorId, name, role } = principal;
    if (operatorId === null) return { id: 0, username: name, role, disabled: false };
    const [operator] = await this.operators.byIds(tenantId, [operatorId]);
    if (operator === undefined) throw new NotFoundError("operator", operatorId);
    return operator;
  }

  /** `by` is the name the audit log shows (`cli` for the command line). CONFLICT when the username is taken. */
  async create(tenantId: number, input: OperatorInput, by: string): Promise<Operator> {
    if (!USERNAME.test(input.username)) {
      throw new BadInputError(
        "username",
        `must have 1 to ${MAX_USERNAME_LENGTH} letters, digits or . _ @ - and begin and end with a letter or digit`,
        { reason: "USERNAME_FORM", max: MAX_USERNAME_LENGTH },
      );
    }
    checkPassword(input.password);
    const passwordHash = await this.passwords.hash(input.password);
    const { username, role } = input;
    const operator = await this.operators.create(tenantId, { username, passwordHash, role }, (after) => ({
      ...{ tenantId, operator: by, action: "createOperator", target: target(after), detail: role, after },
    }));
    if (operator === null) throw new ConflictError("username", `${username} is taken`, { reason: "USERNAME_TAKEN", name: username });
    return operator;
  }

  /** Changing role or password, or disabling, ends the operator's sessions. CONFLICT where no enabled admin would be left. */
  async update(principal: Principal, id: string, update: OperatorUpdate): Promise<Operator> {
    const operatorId = intIdOrNull(id);
    if (operatorId === null) throw new NotFoundError("operator", id, "id");
    if (typeof update.password === "string") checkPassword(update.password);
    const passwordHash = typeof update.password === "string" ? await this.passwords.hash(update.password) : undefined;
    const decide = (operator: Operator, otherAdmins: number) => {
      const change = changeOf(operator, update, passwordHash);
      if (change !== null && otherAdmins === 0 && losesAdmin(operator, change)) {
        const field = change.disabled === true ? "disabled" : "role";
        throw new ConflictError(field, `${operator.username} is the last admin; make another operator ADMIN first`, {
          reason: "LAST_ADMIN",
          name: operator.username,
        });
      }
      return change;
    };
    const changed = await this.operators.change(principal.tenantId, operatorId, decide, (made) => updateEntry(principal, made));
    if (changed === null) throw new NotFoundError("operator", id, "id");
    return changed;
  }

  /**
   * Makes the operator `admin` for a tenant that has nobody yet. Without a password one is made; `password` is set only
   * then, so that it can be shown once. Null when the tenant has operators.
   */
  async ensureFirst(tenantId: number, password: string | null): Promise<{ operator: Operator; password: string | null } | null> {
    if ((await this.operators.list(tenantId)).length > 0) return null;
    const made = password === null ? makePassword() : null;
    const input = { username: FIRST_OPERATOR, password: password ?? made ?? "", role: Role.ADMIN };
    return { operator: await this.create(tenantId, input, "start"), password: made };
  }
}

/** The operator as shown has no password: the new one's scrypt hash makes the two differ. */
function updateEntry({ tenantId, name }: Principal, { before, after, change }: OperatorChanged): AuditRecord {
  const { passwordHash } = change;
  return {
    ...{ tenantId, operator: name, action: "updateOperator", target: target(after), detail: describe(change).join(", "), before },
    after: passwordHash === undefined ? after : { ...after, passwordHash },
  };
}

function changeOf(operator: Operator, update: OperatorUpdate, passwordHash: string | undefined): OperatorChange | null {
  const change: OperatorChange = { endSessions: false };
  if (update.role && update.role !== operator.role) change.role = update.role;
  if (typeof update.disabled === "boolean" && update.disabled !== operator.disabled) change.disabled = update.disabled;
  if (passwordHash !== undefined) change.passwordHash = passwordHash;
  change.endSessions = change.role !== undefined || change.passwordHash !== undefined || change.disabled === true;
  return describe(change).length === 0 ? null : change;
}

function losesAdmin(operator: Operator, change: OperatorChange): boolean {
  const isAdmin = operator.role === Role.ADMIN && !operator.disabled;
  const staysAdmin = (change.role ?? operator.role) === Role.ADMIN && !(change.disabled ?? operator.disabled);
  return isAdmin && !staysAdmin;
}

function describe(change: OperatorChange): string[] {
  const words: string[] = [];
  if (change.role !== undefined) words.push(`role ${change.role}`);
  if (change.disabled !== undefined) words.push(change.disabled ? "disabled" : "enabled");
  if (change.passwordHash !== undefined) words.push("new password");
  return words;
}

function target(operator: Operator): string {
  return `operator:${operator.id} ${operator.username}`;
}

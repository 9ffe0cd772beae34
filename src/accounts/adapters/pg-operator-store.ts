import { Role } from "../../graphql/roles.js";
import type { Database } from "../../platform/database/database.js";
import type { Operator } from "../account.types.js";
import type { AuditIn, EntryOf } from "../accounts.port.js";
import type { DecideOperator, NewOperator, OperatorAccount, OperatorChanged, OperatorStore } from "../stores.port.js";

interface OperatorRow {
  id: number;
  username: string;
  role: string;
  disabled: boolean;
}

const COLUMNS = "id, username, role, disabled";

export class PgOperatorStore implements OperatorStore {
  /** @param changed called after an operator was changed */
  constructor(
    private readonly database: Pick<Database, "pool" | "transaction">,
    private readonly auditIn: AuditIn,
    private readonly changed: () => void,
  ) {}

  async byUsername(username: string): Promise<OperatorAccount | null> {
    const { rows } = await this.database.pool.query<OperatorRow & { tenant_id: number; password_hash: string }>(
      `SELECT ${COLUMNS}, tenant_id, password_hash FROM operator WHERE username = $1`,
      [username],
    );
    const row = rows[0];
    return row === undefined ? null : { ...operatorOf(row), tenantId: row.tenant_id, passwordHash: row.password_hash };
  }

  async list(tenantId: number): Promise<Operator[]> {
    const { rows } = await this.database.pool.query<OperatorRow>(`SELECT ${COLUMNS} FROM operator WHERE tenant_id = $1 ORDER BY id`, [
      tenantId,
    ]);
    return rows.map(operatorOf);
  }

  async byIds(tenantId: number, ids: readonly number[]): Promise<Operator[]> {
    const { rows } = await this.database.pool.query<OperatorRow>(
      `SELECT ${COLUMNS} FROM operator WHERE tenant_id = $1 AND id = ANY($2::int[])`,
      [tenantId, ids],
    );
    return rows.map(operatorOf);
  }

  create(tenantId: number, operator: NewOperator, entry: EntryOf<Operator>): Promise<Operator | null> {
    return this.database.transaction(async (tx) => {
      const { rows } = await tx.query<OperatorRow>(
        `INSERT INTO operator (tenant_id, username, password_hash, role) VALUES ($1, $2, $3, $4)
         ON CONFLICT (username) DO NOTHING RETURNING ${COLUMNS}`,
        [tenantId, operator.username, operator.passwordHash, operator.role],
      );
      if (rows[0] === undefined) return null;
      const made = operatorOf(rows[0]);
      await this.auditIn(tx).record(entry(made));
      return made;
    });
  }

  async change(tenantId: number, id: number, decide: DecideOperator, entry: EntryOf<OperatorChanged>): Promise<Operator | null> {
    const operator = await this.changeOne(tenantId, id, decide, entry);
    this.changed();
    return operator;
  }

  private changeOne(tenantId: number, id: number, decide: DecideOperator, entry: EntryOf<OperatorChanged>): Promise<Operator | null> {
    return this.database.transaction(async (tx) => {
      // All the tenant's operators: two admins who demote each other at the same moment must see each other.
      const { rows } = await tx.query<OperatorRow>(`SELECT ${COLUMNS} FROM operator WHERE tenant_id = $1 ORDER BY id FOR UPDATE`, [
        tenantId,
      ]);
      const row = rows.find((candidate) => candidate.id === id);
      if (row === undefined) return null;
      const otherAdmins = rows.filter((other) => other.id !== id && other.role === Role.ADMIN && !other.disabled).length;
      const before = operatorOf(row);
      const change = decide(before, otherAdmins);
      if (change === null) return before;
      const changed = await tx.query<OperatorRow>(
        `UPDATE operator SET role = coalesce($2, role), password_hash = coalesce($3, password_hash), disabled = coalesce($4, disabled)
         WHERE id = $1 RETURNING ${COLUMNS}`,
        [id, change.role ?? null, change.passwordHash ?? null, change.disabled ?? null],
      );
      if (change.endSessions) await tx.query("DELETE FROM session WHERE operator_id = $1", [id]);
      const after = operatorOf(changed.rows[0] ?? row);
      await this.auditIn(tx).record(entry({ before, after, change }));
      return after;
    });
  }
}

function operatorOf({ id, username, role, disabled }: OperatorRow): Operator {
  return { id, username, role: role as Role, disabled };
}

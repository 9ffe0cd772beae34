import type { StoredEntry } from "./audit.js";
import { type CaseParts, type MutationCase, MutationCases } from "./mutation-cases.js";
import { wholeSelection } from "./whole-selection.js";
import { type Client, createWorld, Role, type World } from "./world.js";

const ENTRY = "operator, action, target, detail, before, after, hash";

/** A world in which every mutation of the schema can be called, again and again. */
export class EveryMutation implements CaseParts {
  readonly cases = new MutationCases(this).all();
  readonly names: readonly string[] = Object.keys(this.cases);
  private opened: { world: World; admin: Client; author: Client } | null = null;

  async open(): Promise<void> {
    const world = await createWorld({ followers: 60, webhookAllowedNetworks: ["127.0.0.0/8"] });
    const [admin, author] = await Promise.all([world.operator(Role.ADMIN), world.operator(Role.OPERATOR)]);
    await admin.get("{ accessToken { version } }");
    this.opened = { world, admin, author };
  }

  close(): Promise<void> {
    return this.world.close();
  }

  get world(): World {
    return this.parts.world;
  }

  get admin(): Client {
    return this.parts.admin;
  }

  get author(): Client {
    return this.parts.author;
  }

  private get parts() {
    if (this.opened === null) throw new Error("open it first");
    return this.opened;
  }

  get inSchema(): string[] {
    return Object.keys(this.world.app.schema.getMutationType()?.getFields() ?? {}).sort();
  }

  /** The operation, with all that it needs made before. */
  async prepared(mutation: string): Promise<string> {
    const args = (await this.case(mutation).args?.()) ?? "";
    const type = this.world.app.schema.getMutationType()?.getFields()[mutation]?.type;
    if (type === undefined) throw new Error(`no mutation ${mutation}`);
    return `mutation { ${mutation}${args === "" ? "" : `(${args})`} ${wholeSelection(type)} }`;
  }

  case(mutation: string): MutationCase {
    const found = this.cases[mutation];
    if (found === undefined) throw new Error(`say in mutation-cases.ts how ${mutation} is called`);
    return found;
  }

  /** Oldest first. */
  entriesOf(action: string): Promise<StoredEntry[]> {
    return this.sql(`SELECT ${ENTRY} FROM audit_entry WHERE action = $1 ORDER BY id`, [action]);
  }

  entries(): Promise<StoredEntry[]> {
    return this.sql(`SELECT ${ENTRY} FROM audit_entry ORDER BY id`);
  }

  async sql<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.world.test.database.pool.query<Row & object>(text, values)).rows;
  }
}

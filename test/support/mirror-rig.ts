import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import { type AppOptions, type Simulator, startSimulator } from "../../src/simulator/index.js";
import { addTag, ordinalsOf, removeTag } from "../../src/tags/adapters/user-tag-rows.js";
import type { Tag } from "../../src/tags/index.js";
import { someEntry } from "./audit.js";
import { insertTenant } from "./base-data.js";
import type { TestDatabase } from "./database.js";
import { syncParts } from "./sync-parts.js";

const SECRET = "0123456789abcdef0123456789abcdef";
let counter = 0;

/** A tenant whose followers were synced once from a simulator of its own. */
export class MirrorRig {
  private constructor(
    readonly test: TestDatabase,
    readonly simulator: Simulator,
    readonly tenantId: number,
    readonly appId: string,
    readonly parts: ReturnType<typeof syncParts>,
  ) {}

  static async start(test: TestDatabase, followers: number, app: Partial<AppOptions> = {}): Promise<MirrorRig> {
    const appId = `wxmirror${String(counter++).padStart(10, "0")}`;
    const simulator = await startSimulator({ followers, apps: [{ appId, appSecret: SECRET, ...app }] });
    const tenantId = await insertTenant(test.database, { appId, users: 0 });
    const rig = new MirrorRig(test, simulator, tenantId, appId, syncParts(test.database, simulator.url, { appId, appSecret: SECRET }));
    await rig.sync();
    return rig;
  }

  /** What another process would have: its own connections and tokens. */
  another(): ReturnType<typeof syncParts> {
    return syncParts(this.test.database, this.simulator.url, { appId: this.appId, appSecret: SECRET });
  }

  async close(): Promise<void> {
    await this.parts.clients.close();
    await this.simulator.close();
  }

  async sync() {
    const { job } = await this.parts.jobs.startOrJoin(this.tenantId, someEntry(this.tenantId));
    await this.parts.runner().run(this.tenantId, job.id);
    return this.parts.jobs.byId(this.tenantId, job.id);
  }

  push(): Promise<void> {
    return this.parts.mirror.runner.run(this.tenantId);
  }

  async create(name: string, mirrorToWeChat = true): Promise<Tag> {
    const tag = await this.parts.mirror.changes.create(
      this.tenantId,
      { name, group: null, description: null, mirrorToWeChat },
      someEntry(this.tenantId),
    );
    if (tag === null) throw new Error(`${name} is taken`);
    return tag;
  }

  async read(tagId: number): Promise<Tag | undefined> {
    return (await this.parts.mirror.store.byIds(this.tenantId, [tagId]))[0];
  }

  async named(name: string): Promise<Tag | undefined> {
    return (await this.parts.mirror.store.list(this.tenantId, name))[0];
  }

  async facts(tagId: number) {
    return (await this.parts.mirror.states.facts(this.tenantId, [tagId]))[0];
  }

  inStep(tagId: number): Promise<boolean> {
    return this.parts.mirror.states.isInStep(this.tenantId, tagId);
  }

  /** Tags followers (by their number) as a tag job would. */
  async here(tagId: number, numbers: readonly number[], on: boolean): Promise<void> {
    await this.test.database.transaction(async (tx) => {
      const { rows } = await tx.query<{ userId: number; ordinal: number }>(
        `SELECT user_id AS "userId", ordinal FROM users WHERE tenant_id = $1 AND openid = ANY($2::text[]) ORDER BY user_id`,
        [this.tenantId, numbers.map((n) => this.openid(n))],
      );
      const userIds = rows.map(({ userId }) => userId);
      const ordinals = ordinalsOf(rows, await (on ? addTag : removeTag)(tx, tagId, userIds));
      await new PostgresChangeLog().append(tx, this.tenantId, [{ kind: on ? "TAGGED" : "UNTAGGED", tagId, ordinals }]);
    });
  }

  /** Numbers of the followers who carry the tag here, ascending. */
  async carriers(tagId: number): Promise<number[]> {
    const sql = "SELECT openid FROM user_tag JOIN users USING (user_id) WHERE tag_id = $1";
    const { rows } = await this.test.database.pool.query<{ openid: string }>(sql, [tagId]);
    return rows.map(({ openid }) => this.account.followers.numberOf(openid)).sort((a, b) => a - b);
  }

  /** The same at WeChat; null where it has no such tag. */
  there(name: string): number[] | null {
    const tag = this.account.tags.byName(name);
    if (!tag) return null;
    return Array.from({ length: this.account.followers.total + 100 }, (_, n) => n).filter((n) => tag.members.has(n));
  }

  thereSet(name: string, numbers: readonly number[], on: boolean): void {
    this.account.tags.setMembers(this.account.tags.byName(name)?.id ?? 0, numbers, on);
  }

  openid(n: number): string {
    return this.account.followers.openidOf(n);
  }

  get account() {
    return this.simulator.account(this.appId);
  }

  outcomes(call: string): Record<string, number> {
    return this.simulator.calls.report()[`/cgi-bin/${call}`]?.outcomes ?? {};
  }

  async rows<Row>(sql: string): Promise<Row[]> {
    return (await this.test.database.pool.query(sql, [this.tenantId])).rows as Row[];
  }
}

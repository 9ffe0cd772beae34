import { expect } from "vitest";
import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import { PostgresTagHistory } from "../../src/audiences/adapters/postgres-tag-history.js";
import type { OrdinalSet } from "../../src/audiences/index.js";
import type { Principal } from "../../src/graphql/context.js";
import { Role } from "../../src/graphql/roles.js";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { PostgresTagChanges } from "../../src/tags/adapters/postgres-tag-changes.js";
import { PostgresTagJobStore } from "../../src/tags/adapters/postgres-tag-job-store.js";
import { PostgresTagJobWorkStore } from "../../src/tags/adapters/postgres-tag-job-work-store.js";
import { PostgresTagStore } from "../../src/tags/adapters/postgres-tag-store.js";
import { addTag, removeTag } from "../../src/tags/adapters/user-tag-rows.js";
import { type TagJob, type TagJobKind, TagJobRunner, TagJobService } from "../../src/tags/index.js";
import { auditIn, someEntry } from "./audit.js";
import { insertTenant, replayTag } from "./base-data.js";
import { createTestDatabase, type TestDatabase } from "./database.js";

const NOBODY_LISTENS = { changed: () => undefined, listen: () => () => undefined };
/** No tag is mirrored. */
const NO_LIMITS = { mustFitUsers: async () => undefined };
const notAsked = () => Promise.reject(new Error("this test asks for audiences by their users"));

/** Tag jobs over a database of their own, without server, queue or index: each is worked off when the test says so. */
export class JobRig {
  readonly tags: PostgresTagChanges;
  readonly history: PostgresTagHistory;
  readonly jobs: PostgresTagJobStore;
  private readonly changeLog = new PostgresChangeLog();
  private readonly service: TagJobService;
  private readonly runner: TagJobRunner;
  private readonly principal: Principal;
  private tagCount = 0;

  private constructor(
    private readonly own: TestDatabase,
    readonly tenantId: number,
  ) {
    const { database } = own;
    this.principal = { operatorId: 1, name: "ann", role: Role.OPERATOR, tenantId };
    this.tags = new PostgresTagChanges(database, this.changeLog, auditIn);
    this.history = new PostgresTagHistory(database);
    this.jobs = new PostgresTagJobStore(database, auditIn);
    const stored = new PostgresTagStore(database);
    const known = { tagsByIds: (tenant: number, ids: readonly number[]) => stored.byIds(tenant, ids) };
    const quiet = { wake: async () => undefined };
    this.service = new TagJobService(
      this.jobs,
      known,
      { read: notAsked },
      { index: { freeze: notAsked }, history: this.history, limits: { mustFitUsers: notAsked } },
      quiet,
      silentLogger,
    );
    this.runner = new TagJobRunner(new PostgresTagJobWorkStore(database, this.changeLog, this.history), NOBODY_LISTENS, NO_LIMITS);
  }

  static async create({ users }: { users: number }): Promise<JobRig> {
    const own = await createTestDatabase();
    return new JobRig(own, await insertTenant(own.database, { appId: "wx-job-rig", users }));
  }

  get database() {
    return this.own.database;
  }

  get url() {
    return this.own.url;
  }

  close(): Promise<void> {
    return this.own.drop();
  }

  async newTag(): Promise<number> {
    const fields = { name: `tag ${this.tagCount++}`, group: null, description: null, mirrorToWeChat: false };
    return (await this.tags.create(this.tenantId, fields, someEntry(this.tenantId)))?.tagId ?? 0;
  }

  async start(kind: TagJobKind, audience: OrdinalSet, tagIds: number[]): Promise<string> {
    const job = { tenantId: this.tenantId, kind, tagIds, idempotencyKey: null, requestHash: new Uint8Array(32), audience, undoes: null };
    return (await this.jobs.create({ ...job, createdBy: "test" }, someEntry(this.tenantId)))?.id ?? "";
  }

  /** Works the job off, to its end. */
  async work(jobId: string): Promise<TagJob> {
    await this.runner.run(this.tenantId, jobId);
    const job = await this.jobs.byId(this.tenantId, jobId);
    if (job === null) throw new Error(`no job ${jobId}`);
    return job;
  }

  async run(kind: TagJobKind, audience: OrdinalSet, tagIds: number[]): Promise<TagJob> {
    return this.work(await this.start(kind, audience, tagIds));
  }

  async startUndo(jobId: string): Promise<string> {
    return (await this.service.undo(this.principal, jobId)).id;
  }

  async undo(jobId: string): Promise<TagJob> {
    return this.work(await this.startUndo(jobId));
  }

  /** What a sync does with what was changed at WeChat. */
  async changeByHand(tagId: number, ordinals: readonly number[], add: boolean): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { rows } = await tx.query<{ user_id: number; ordinal: number }>(
        "SELECT user_id, ordinal FROM users WHERE tenant_id = $1 AND ordinal = ANY($2::int[]) ORDER BY user_id",
        [this.tenantId, ordinals],
      );
      const userIds = rows.map(({ user_id }) => user_id);
      const changed = new Set(await (add ? addTag(tx, tagId, userIds) : removeTag(tx, tagId, userIds)));
      const of = rows.flatMap(({ user_id, ordinal }) => (changed.has(user_id) ? [ordinal] : []));
      if (of.length > 0) await this.changeLog.append(tx, this.tenantId, [{ kind: add ? "TAGGED" : "UNTAGGED", tagId, ordinals: of }]);
    });
  }

  /** Blacklists these people, or takes them off it. */
  async blacklistToggled(ordinals: readonly number[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.query("UPDATE users SET blacklisted = NOT blacklisted WHERE tenant_id = $1 AND ordinal = ANY($2::int[])", [
        ...[this.tenantId, ordinals],
      ]);
      await this.changeLog.append(tx, this.tenantId, [{ kind: "USERS", ordinals }]);
    });
  }

  async carriers(tagId: number): Promise<number[]> {
    const { rows } = await this.database.pool.query<{ ordinal: number }>(
      "SELECT u.ordinal FROM user_tag ut JOIN users u USING (user_id) WHERE ut.tag_id = $1 ORDER BY 1",
      [tagId],
    );
    return rows.map(({ ordinal }) => ordinal);
  }

  /** Rows and change log say the same. */
  async mustAgree(tagId: number): Promise<void> {
    expect(await replayTag(this.database, this.tenantId, tagId)).toEqual(await this.carriers(tagId));
  }
}

import { createHash } from "node:crypto";
import type { AuditRecord } from "../accounts/index.js";
import { type AudienceChecker, type AudienceIndex, audienceHash, TAG_HISTORY_KEPT, type TagHistory } from "../audiences/index.js";
import type { Principal } from "../graphql/context.js";
import { BadInputError, ConflictError, NotFoundError } from "../graphql/errors.js";
import { parseIntId, uuidOrNull } from "../graphql/ids.js";
import { type Connection, decodeCursor, encodeCursor, pageSize, toConnection } from "../graphql/pagination.js";
import { shortText } from "../graphql/text-input.js";
import type { WeChatLimits } from "./mirror/wechat-limits.js";
import type { TagUsersInput } from "./tag.input.js";
import type { TagService } from "./tag.service.js";
import { type TagJob, TagJobKind } from "./tag.types.js";
import type { NewTagJob, TagJobPosition, TagJobQueue, TagJobStore } from "./tag-job-store.port.js";

const MAX_TAGS = 50;
const MAX_KEY = 128;
const LIST = "tagJobs";
/** What operators ask for, as the audit log calls it. */
const ACTIONS: Record<TagJobKind, string> = {
  TAG: "tagUsers",
  UNTAG: "untagUsers",
  RULE: "updateTag",
  IMPORT: "import",
  UNDO: "undoTagJob",
};

export interface TagJobLogger {
  warn(details: object, message: string): void;
}

/** What is asked about the users of a job before it is made. */
export interface TagJobPeople {
  index: Pick<AudienceIndex, "freeze">;
  history: Pick<TagHistory, "changesOf">;
  limits: Pick<WeChatLimits, "mustFitUsers">;
}

export class TagJobService {
  constructor(
    private readonly store: TagJobStore,
    private readonly tags: Pick<TagService, "tagsByIds">,
    private readonly audiences: Pick<AudienceChecker, "read">,
    private readonly people: TagJobPeople,
    private readonly queue: TagJobQueue,
    private readonly log: TagJobLogger,
  ) {}

  /**
   * Freezes the audience, commits the job, wakes the workers; a repeated idempotency key gives the job it gave before. CONFLICT
   * where a mirrored tag would be a user's 21st at WeChat.
   */
  async start(principal: Principal, kind: TagJobKind.TAG | TagJobKind.UNTAG, input: TagUsersInput): Promise<TagJob> {
    const { tenantId } = principal;
    const key = input.idempotencyKey == null ? null : shortText("input.idempotencyKey", input.idempotencyKey, { min: 1, max: MAX_KEY });
    const tagIds = await this.tagIds(tenantId, input.tagIds);
    const audience = await this.audiences.read(tenantId, input.audience, "input.audience");
    const requestHash = hashOf([kind, tagIds, audienceHash(audience)]);
    const before = key === null ? null : await this.repeated(tenantId, key, requestHash);
    if (before) return before;

    const frozen = await this.people.index.freeze(tenantId, audience);
    if (kind === TagJobKind.TAG) await this.people.limits.mustFitUsers(tenantId, tagIds, frozen);
    const what = { tenantId, kind, tagIds, idempotencyKey: key, requestHash, audience: frozen, undoes: null, createdBy: principal.name };
    const job = await this.store.create(what, (made) => entryOf(principal, made, `tags ${tagIds.join(", ")}`));
    if (job === null) return this.repeatedOrThrow(tenantId, key ?? "", requestHash);
    await this.wake(job);
    return job;
  }

  /**
   * Takes back what the job changed, where nobody changed the same of the same users since. Asked again it gives the job it gave
   * before; that one can be undone too. CONFLICT while the job runs, when its tags are gone, and when it is no longer known what
   * it changed.
   */
  async undo(principal: Principal, id: string): Promise<TagJob> {
    const { tenantId } = principal;
    const job = await this.tagJob(tenantId, id);
    const before = await this.store.undoOf(tenantId, job.id);
    if (before) return before;
    if (job.finishedAt === null)
      throw new ConflictError("id", "the job still runs: undo it when it has ended", { reason: "JOB_RUNS" }, { jobId: job.id });
    const undo = await this.store.create(await this.undoing(principal, job), (made) =>
      entryOf(principal, made, `takes back tagJob:${job.id}`),
    );
    if (undo !== null) {
      await this.wake(undo);
      return undo;
    }
    const other = await this.store.undoOf(tenantId, job.id);
    if (other === null) throw new Error("the undo of a tag job was neither created nor there before");
    return other;
  }

  async tagJob(tenantId: number, id: string): Promise<TagJob> {
    const jobId = uuidOrNull(id);
    const job = jobId === null ? null : await this.store.byId(tenantId, jobId);
    if (job === null) throw new NotFoundError("tagJob", id, "id");
    return job;
  }

  /** Newest first. */
  async tagJobs(tenantId: number, page: { first: number; after: string | null }): Promise<Connection<TagJob>> {
    const first = pageSize(page.first);
    const before = positionOf(page.after);
    const [rows, totalCount] = await Promise.all([this.store.page(tenantId, before, first + 1), this.store.count(tenantId)]);
    return toConnection(rows, { first, after: page.after, totalCount }, (node) => ({
      node,
      cursor: encodeCursor(LIST, `${node.createdAt.getTime()}.${node.id}`),
    }));
  }

  private async tagIds(tenantId: number, given: readonly string[]): Promise<number[]> {
    if (given.length < 1 || given.length > MAX_TAGS)
      throw new BadInputError("input.tagIds", `must name 1 to ${MAX_TAGS} tags, got ${given.length}`, {
        reason: "TOO_MANY",
        max: MAX_TAGS,
        count: given.length,
      });
    const ids = given.map((id, i) => parseIntId(id, `input.tagIds[${i}]`));
    const known = new Map((await this.tags.tagsByIds(tenantId, ids)).map((tag) => [tag.tagId, tag]));
    for (const [i, id] of ids.entries()) {
      const tag = known.get(id);
      if (!tag) throw new BadInputError(`input.tagIds[${i}]`, `no tag ${id}`, { reason: "NO_TAG", id });
      if (tag.followsRule)
        throw new BadInputError(`input.tagIds[${i}]`, `tag ${tag.name} follows a rule: change the rule, or remove it first`, {
          reason: "TAG_FOLLOWS_RULE",
          name: tag.name,
        });
    }
    return [...new Set(ids)].sort((a, b) => a - b);
  }

  private async undoing({ tenantId, name }: Principal, job: TagJob): Promise<NewTagJob> {
    const tags = await this.tags.tagsByIds(tenantId, job.tagIds);
    const follower = tags.find(({ followsRule }) => followsRule);
    if (follower)
      throw new ConflictError(
        "id",
        `tag ${follower.name} follows a rule: what it has is up to that`,
        { reason: "TAG_FOLLOWS_RULE", name: follower.name },
        { jobId: job.id },
      );
    const tagIds = tags.map(({ tagId }) => tagId).sort((a, b) => a - b);
    if (tagIds.length === 0)
      throw new ConflictError(
        "id",
        "the job's tags were deleted: there is nothing to take back",
        { reason: "JOB_TAGS_GONE" },
        { jobId: job.id },
      );
    const { users, recorded } = await this.people.history.changesOf(job.id, tagIds);
    if (recorded !== job.changed) {
      const why = `it is no longer known what the job changed: that is kept for ${TAG_HISTORY_KEPT}`;
      throw new ConflictError("id", why, { reason: "JOB_FORGOTTEN", kept: TAG_HISTORY_KEPT }, { jobId: job.id });
    }
    const undoes = { jobId: job.id, rootId: job.rootId ?? job.id };
    const requestHash = hashOf([TagJobKind.UNDO, job.id]);
    return { tenantId, kind: TagJobKind.UNDO, tagIds, idempotencyKey: null, requestHash, audience: users, undoes, createdBy: name };
  }

  private async repeated(tenantId: number, key: string, requestHash: Uint8Array): Promise<TagJob | null> {
    const before = await this.store.byKey(tenantId, key);
    if (before === null) return null;
    if (Buffer.compare(before.requestHash, requestHash) === 0) return before.job;
    throw new ConflictError(
      "input.idempotencyKey",
      "was used for another request before; choose a new one",
      { reason: "KEY_USED" },
      { jobId: before.job.id },
    );
  }

  private async repeatedOrThrow(tenantId: number, key: string, requestHash: Uint8Array): Promise<TagJob> {
    const before = await this.repeated(tenantId, key, requestHash);
    if (before === null) throw new Error("a tag job was neither created nor there before");
    return before;
  }

  /** The job is committed: without the hint the sweeper finds it some seconds later. */
  private async wake(job: TagJob): Promise<void> {
    await this.queue
      .wake(job.tenantId, job.id)
      .catch((error: unknown) => this.log.warn({ err: error, jobId: job.id }, "tag job not queued"));
  }
}

function entryOf({ name: operator }: Principal, job: TagJob, what: string): AuditRecord {
  const { tenantId, kind, id, total } = job;
  return { tenantId, operator, action: ACTIONS[kind], target: `tagJob:${id}`, detail: `${what}; ${total} users`, after: job };
}

function hashOf(request: unknown): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(JSON.stringify(request)).digest());
}

/** `<milliseconds>.<uuid>`; thirteen digits reach the year 2286, and no date a database would refuse. */
function positionOf(after: string | null): TagJobPosition | null {
  const key = decodeCursor(LIST, after, /^\d{1,13}\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  if (key === null) return null;
  const [milliseconds = "", id = ""] = key.split(".");
  return { createdAt: new Date(Number(milliseconds)), id };
}

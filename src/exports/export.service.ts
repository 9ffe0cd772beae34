import type { AuditRecord } from "../accounts/index.js";
import type { AudienceChecker, AudienceIndex, AudienceWords } from "../audiences/index.js";
import type { Principal } from "../graphql/context.js";
import { ConflictError, NotFoundError, QuotaExceededError } from "../graphql/errors.js";
import { uuidOrNull } from "../graphql/ids.js";
import { type Connection, decodeCursor, encodeCursor, pageSize, toConnection } from "../graphql/pagination.js";
import { roleAtLeast } from "../graphql/roles.js";
import { UserExportStatus } from "./export.enums.js";
import type { ExportUsersInput, UserExport } from "./export.types.js";
import { fileNameAt, orderHash, readOrder } from "./export-order.js";
import type { ExportFiles, ExportPosition, ExportQueue, ExportStore } from "./export-store.port.js";

/** They are written one after the other, and each keeps its audience: a megabyte for eight million people. */
const MOST_WAITING = 20;
/** A link is for now: who needs another one asks again. */
const LINK_MS = 15 * 60_000;
const LIST = "userExports";

export interface ExportParts {
  store: ExportStore;
  audiences: Pick<AudienceChecker, "read">;
  index: Pick<AudienceIndex, "freeze">;
  words: Pick<AudienceWords, "text">;
  queue: ExportQueue;
  files: Pick<ExportFiles, "link">;
  clock: () => Date;
  log: { warn(details: object, message: string): void };
}

export class ExportService {
  constructor(private readonly parts: ExportParts) {}

  /** Freezes the audience, commits the order, wakes the workers; a repeated idempotency key gives the export it gave before. */
  async order(principal: Principal, input: ExportUsersInput): Promise<UserExport> {
    const { store, audiences, index, words, clock } = this.parts;
    const { tenantId, role, name } = principal;
    const order = readOrder(input);
    const audience = await audiences.read(tenantId, input.audience, "input.audience");
    const requestHash = orderHash(order, audience, role);
    const key = order.idempotencyKey;
    const before = key === null ? null : await this.repeated(tenantId, key, requestHash);
    if (before) return before;
    await this.checkWaiting(tenantId);

    const audienceText = await words.text(tenantId, audience);
    const frozen = await index.freeze(tenantId, audience);
    const fileName = fileNameAt(clock(), order.header);
    const what = { ...order, tenantId, role, requestHash, audienceText, audience: frozen, fileName, createdBy: name };
    const made = await store.create(what, entryOf);
    if (made === null) return this.repeatedOrThrow(tenantId, key ?? "", requestHash);
    await this.wake(made);
    return made;
  }

  async userExport(tenantId: number, id: string): Promise<UserExport> {
    const exportId = uuidOrNull(id);
    const found = exportId === null ? null : await this.parts.store.byId(tenantId, exportId);
    if (found === null) throw new NotFoundError("userExport", id, "id");
    return found;
  }

  /** Newest first. */
  async userExports(tenantId: number, page: { first: number; after: string | null }): Promise<Connection<UserExport>> {
    const { store } = this.parts;
    const first = pageSize(page.first);
    const before = positionOf(page.after);
    const [rows, totalCount] = await Promise.all([store.page(tenantId, before, first + 1), store.count(tenantId)]);
    return toConnection(rows, { first, after: page.after, totalCount }, (node) => ({
      node,
      cursor: encodeCursor(LIST, `${node.createdAt.getTime()}.${node.id}`),
    }));
  }

  /** Null where there is no file, or it holds more than the principal may see. */
  async downloadUrl({ role }: Principal, found: UserExport): Promise<string | null> {
    const { status, objectKey, expiresAt } = found;
    if (status !== UserExportStatus.READY || objectKey === null || expiresAt === null) return null;
    const now = this.parts.clock().getTime();
    if (!roleAtLeast(role, found.role) || expiresAt.getTime() <= now) return null;
    return this.parts.files.link(objectKey, new Date(Math.min(now + LINK_MS, expiresAt.getTime())));
  }

  private async checkWaiting(tenantId: number): Promise<void> {
    const waiting = await this.parts.store.waiting(tenantId);
    if (waiting >= MOST_WAITING)
      throw new QuotaExceededError(`${waiting} exports wait already; wait until one of them has ended`, {
        reason: "EXPORTS_WAITING",
        count: waiting,
      });
  }

  private async repeated(tenantId: number, key: string, requestHash: Uint8Array): Promise<UserExport | null> {
    const before = await this.parts.store.byKey(tenantId, key);
    if (before === null) return null;
    if (Buffer.compare(before.requestHash, requestHash) === 0) return before.order;
    throw new ConflictError(
      "input.idempotencyKey",
      "was used for another request before; choose a new one",
      { reason: "KEY_USED" },
      { exportId: before.order.id },
    );
  }

  private async repeatedOrThrow(tenantId: number, key: string, requestHash: Uint8Array): Promise<UserExport> {
    const before = await this.repeated(tenantId, key, requestHash);
    if (before === null) throw new Error("an export was neither created nor there before");
    return before;
  }

  /** The order is committed: without the hint the sweeper finds it some seconds later. */
  private async wake({ tenantId, id }: UserExport): Promise<void> {
    const { queue, log } = this.parts;
    await queue.wake(tenantId).catch((error: unknown) => log.warn({ err: error, exportId: id }, "an export was not queued"));
  }
}

function entryOf(made: UserExport): AuditRecord {
  const { tenantId, createdBy, id, audience, columns, total, role } = made;
  const detail = exportInWords(audience, columns, total, role);
  return { tenantId, operator: createdBy, action: "exportUsers", target: `userExport:${id}`, detail, after: made };
}

/** One line for the audit log. */
export function exportInWords(audience: string, columns: readonly string[], total: number, role: string): string {
  return `${total} users as ${role} sees them; columns ${columns.join(", ").toLowerCase()}; ${audience}`;
}

/** `<milliseconds>.<uuid>`; thirteen digits reach the year 2286, and no date a database would refuse. */
function positionOf(after: string | null): ExportPosition | null {
  const key = decodeCursor(LIST, after, /^\d{1,13}\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  if (key === null) return null;
  const [milliseconds = "", id = ""] = key.split(".");
  return { createdAt: new Date(Number(milliseconds)), id };
}

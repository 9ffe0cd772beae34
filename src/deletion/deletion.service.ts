import type { AuditRecord } from "../accounts/index.js";
import type { Principal } from "../graphql/context.js";
import { NotFoundError } from "../graphql/errors.js";
import { intIdOrNull } from "../graphql/ids.js";
import { type Connection, decodeCursor, encodeCursor, pageSize, toConnection } from "../graphql/pagination.js";
import type { DeletionRequest } from "./deletion.types.js";
import type { DeletionStore, ProcessedRequest } from "./deletion-store.port.js";
import type { WithdrawnFiles } from "./person-files.port.js";
import type { SearchErasure } from "./search-erasure.js";

const LIST = "deletionRequests";

interface DeletionLog {
  error(details: object, message: string): void;
}

/** Where people are erased after the database: what cannot be reached now is tried again by others. */
export interface ErasedLater {
  files: WithdrawnFiles;
  /** Null: no search index is configured. */
  search: SearchErasure | null;
}

/** Requests to be forgotten (the right to deletion of China's Personal Information Protection Law), and their fulfilment. */
export class DeletionService {
  constructor(
    private readonly store: DeletionStore,
    private readonly later: ErasedLater,
    private readonly log: DeletionLog,
  ) {}

  async request(principal: Principal, userId: string): Promise<DeletionRequest> {
    const id = intIdOrNull(userId);
    const outcome =
      id === null
        ? null
        : await this.store.request(principal.tenantId, id, (after) => entryOf(principal, "requestUserDeletion", after, { after }));
    if (outcome === null) throw new NotFoundError("user", userId, "userId");
    return outcome.request;
  }

  async process(principal: Principal, id: string): Promise<DeletionRequest> {
    const requestId = intIdOrNull(id);
    const by = { operator: principal.operatorId };
    const entry = (made: ProcessedRequest) => entryOf(principal, "processDeletionRequest", made.after, made);
    const request = requestId === null ? null : await this.store.process(principal.tenantId, requestId, by, entry);
    if (request === null) throw new NotFoundError("deletion request", id, "id");
    // The person is erased, and nobody is given a link to the files any more: what cannot be deleted now is deleted by the sweep.
    await this.later.files.deleteFiles().catch((error: unknown) => {
      this.log.error({ err: error, requestId }, "files of exports with an erased person could not be deleted; tried again each minute");
    });
    return (await this.eraseFromSearch(principal.tenantId, request.requestId)) ?? request;
  }

  /** The index follows the tables within seconds of being reached again, by itself. */
  private async eraseFromSearch(tenantId: number, requestId: number): Promise<DeletionRequest | null> {
    try {
      return (await this.later.search?.erase(tenantId, requestId)) ?? null;
    } catch (error) {
      this.log.error(
        { err: error, requestId },
        "the search index could not be asked about an erased person; it follows, and the daily look checks it",
      );
      return null;
    }
  }

  /** Newest first. */
  async requests(
    tenantId: number,
    page: { processed: boolean | null; first: number; after: string | null },
  ): Promise<Connection<DeletionRequest>> {
    const first = pageSize(page.first);
    const key = decodeCursor(LIST, page.after);
    const { processed } = page;
    const rows = await this.store.page(tenantId, { processed, before: key === null ? null : Number(key), limit: first + 1 });
    const totalCount = await this.store.count(tenantId, processed);
    return toConnection(rows, { first, after: page.after, totalCount }, (node) => ({ node, cursor: encodeCursor(LIST, node.id) }));
  }
}

function entryOf(
  { tenantId, name: operator }: Principal,
  action: string,
  { id }: DeletionRequest,
  change: { before?: DeletionRequest; after: DeletionRequest },
): AuditRecord {
  return { tenantId, operator, action, target: `deletionRequest:${id}`, detail: null, ...change };
}

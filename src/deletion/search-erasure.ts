import type { DeletionRequest } from "./deletion.types.js";
import type { PeopleSearch, SearchedIndex } from "./people-search.port.js";

/** A processed request, and the ordinals of whom it erased. */
export interface ErasedUsers {
  tenantId: number;
  requestId: number;
  ordinals: readonly number[];
  processedAt: Date;
  /** Indices of which its receipt says what was removed. */
  told: readonly string[];
}

export interface SearchReceipts {
  /** Null: no such request, or it is not processed. */
  erasedBy(tenantId: number, requestId: number): Promise<ErasedUsers | null>;
  /** All processed requests after one, by id. */
  erasedAfter(requestId: number, limit: number): Promise<ErasedUsers[]>;
  /** Adds to the receipt what it does not say yet. */
  tell(tenantId: number, requestId: number, found: readonly SearchedIndex[]): Promise<DeletionRequest | null>;
}

/** Requests looked at together. */
const PAGE = 500;

/** A request whose person an index still, or again, knows. */
export interface SearchTrace {
  tenantId: number;
  requestId: number;
}

/** Erases people from search indices, after the tables. Harmless to repeat. */
export class SearchErasure {
  constructor(
    private readonly search: PeopleSearch,
    private readonly receipts: SearchReceipts,
  ) {}

  /** The request with its receipt as it is then; null where there is none. Rejects where an index does not answer. */
  async erase(tenantId: number, requestId: number): Promise<DeletionRequest | null> {
    const erased = await this.receipts.erasedBy(tenantId, requestId);
    if (erased === null) return null;
    return this.receipts.tell(tenantId, requestId, await this.search.erase(tenantId, erased.ordinals));
  }

  /** Looks at every request that was ever processed; changes nothing. */
  async find(): Promise<SearchTrace[]> {
    const found: SearchTrace[] = [];
    for await (const page of this.pages()) {
      for (const tenantId of new Set(page.map((one) => one.tenantId))) {
        const requests = page.filter((one) => one.tenantId === tenantId);
        const everybody = requests.flatMap(({ ordinals }) => ordinals);
        const holding = new Set(await this.search.holding(tenantId, everybody));
        found.push(...requests.filter(({ ordinals }) => ordinals.some((one) => holding.has(one))));
      }
    }
    return found.map(({ tenantId, requestId }) => ({ tenantId, requestId }));
  }

  /** Erases again where an index could not be reached when a request was processed, so that its receipt is whole. */
  async catchUp(): Promise<void> {
    const indices = await this.search.indices();
    for await (const page of this.pages()) {
      for (const { tenantId, requestId, processedAt, told } of page) {
        const untold = indices.some(({ index, createdAt }) => createdAt < processedAt && !told.includes(index));
        if (untold) await this.erase(tenantId, requestId);
      }
    }
  }

  private async *pages(): AsyncGenerator<ErasedUsers[]> {
    for (let after = 0; ; ) {
      const page = await this.receipts.erasedAfter(after, PAGE);
      const last = page.at(-1);
      if (last === undefined) return;
      yield page;
      after = last.requestId;
    }
  }
}

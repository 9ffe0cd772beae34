import type { Audience, AudienceIndex } from "../audiences/index.js";
import { BadInputError, NotFoundError, UnavailableError } from "../graphql/errors.js";
import { intIdOrNull } from "../graphql/ids.js";
import { type Connection, decodeCursor, encodeCursor, pageSize, toConnection } from "../graphql/pagination.js";
import { searchPage } from "./search-page.js";
import type { User } from "./user.types.js";
import { parseUserSearch, type UserSearch } from "./user-search.js";
import type { UserStore } from "./user-store.port.js";

/** A search for one character looks at everybody's names: past this time it is given up rather than piling up. */
const SEARCH_BUDGET_MS = 10_000;
const LIST = "users";
/** Ordinals are 32-bit, as in the database. */
const MAX_ORDINAL = 2_147_483_647;

export interface UserPage {
  /** Null: everyone but those DELETED. */
  audience: Audience | null;
  search: string | null;
  /** Of whoever asks: then `search` finds identity numbers too. */
  seesPersonalData: boolean;
  first: number;
  after: string | null;
}

/** Reads users. What other domains need of it is `UserLookup`. */
export class UserService implements UserLookup {
  constructor(
    private readonly store: UserStore,
    private readonly index: AudienceIndex,
  ) {}

  usersByOrdinals(tenantId: number, ordinals: readonly number[]): Promise<User[]> {
    return ordinals.length === 0 ? Promise.resolve([]) : this.store.byOrdinals(tenantId, ordinals);
  }

  /** Where the user stands in audiences; null where the tenant has no such user. */
  async ordinalOf(tenantId: number, userId: number): Promise<number | null> {
    return (await this.store.byId(tenantId, userId))?.ordinal ?? null;
  }

  /** Exactly one of `id` and `openid`; NOT_FOUND where there is no such user in the tenant. */
  async user(tenantId: number, key: { id: string | null; openid: string | null }): Promise<User> {
    if ((key.id === null) === (key.openid === null)) throw new BadInputError("id", "give exactly one of id and openid");
    const user = key.openid === null ? await this.byId(tenantId, key.id ?? "") : await this.byOpenid(tenantId, key.openid);
    if (user === null) throw new NotFoundError("user", key.id ?? key.openid ?? "", key.id === null ? "openid" : "id");
    return user;
  }

  /** A page in the order of ordinals, which never changes: a cursor stays good whatever is added. */
  async users(tenantId: number, page: UserPage): Promise<Connection<User>> {
    const first = pageSize(page.first);
    const after = ordinalOf(page.after);
    const found = await this.page(tenantId, page, after, first + 1);
    const rows = await this.usersByOrdinals(tenantId, found.ordinals);
    return toConnection(rows, { first, after: page.after, totalCount: found.totalCount }, (node) => ({
      node,
      cursor: encodeCursor(LIST, node.ordinal),
    }));
  }

  private page(tenantId: number, { audience, search, seesPersonalData }: UserPage, after: number | null, limit: number) {
    if (search === null) return this.index.page(tenantId, audience ?? { kind: "everyone" }, after, limit);
    return this.searched(tenantId, parseUserSearch(search, seesPersonalData), audience, { after, limit });
  }

  private async searched(tenantId: number, criteria: UserSearch, audience: Audience | null, page: { after: number | null; limit: number }) {
    const within = audience === null ? null : await this.index.freeze(tenantId, audience);
    const matches = this.store.search(tenantId, criteria, { includeDeleted: audience !== null });
    return searchPage(withinBudget(matches), { within, ...page });
  }

  /** PostgreSQL takes no NUL in a text; no openid has one. */
  private byOpenid(tenantId: number, openid: string): Promise<User | null> {
    return openid.includes("\0") ? Promise.resolve(null) : this.store.byOpenid(tenantId, openid);
  }

  private byId(tenantId: number, id: string): Promise<User | null> {
    const userId = intIdOrNull(id);
    return userId === null ? Promise.resolve(null) : this.store.byId(tenantId, userId);
  }
}

/** Users for other domains' answers: samples, recipients. */
export interface UserLookup {
  /** Ascending by ordinal, one statement; ordinals without a user are left out. */
  usersByOrdinals(tenantId: number, ordinals: readonly number[]): Promise<User[]>;
}

/** The ordinal in a cursor of `users`. */
function ordinalOf(cursor: string | null): number | null {
  const key = decodeCursor(LIST, cursor);
  if (key === null) return null;
  if (Number(key) > MAX_ORDINAL)
    throw new BadInputError("after", "is not a cursor of this list; give back an endCursor as it was received");
  return Number(key);
}

async function* withinBudget<T>(batches: AsyncIterable<T>): AsyncGenerator<T> {
  const deadline = performance.now() + SEARCH_BUDGET_MS;
  for await (const batch of batches) {
    yield batch;
    if (performance.now() > deadline) {
      throw new UnavailableError("the search took too long; search for a whole phone, openid, unionid or user id");
    }
  }
}

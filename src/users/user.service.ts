import type { Audience, AudienceIndex } from "../audiences/index.js";
import { BadInputError, NotFoundError } from "../graphql/errors.js";
import { intIdOrNull } from "../graphql/ids.js";
import { type Connection, decodeCursor, encodeCursor, pageSize, toConnection } from "../graphql/pagination.js";
import type { User } from "./user.types.js";
import type { UserFinder } from "./user-finder.port.js";
import { parseUserSearch } from "./user-search.js";
import type { UserLookup, UserStore } from "./user-store.port.js";

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
    private readonly index: Pick<AudienceIndex, "page">,
    private readonly finder: UserFinder,
  ) {}

  usersByOrdinals(tenantId: number, ordinals: readonly number[]): Promise<User[]> {
    return ordinals.length === 0 ? Promise.resolve([]) : this.store.usersByOrdinals(tenantId, ordinals);
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
    return this.finder.find(tenantId, parseUserSearch(search, seesPersonalData), { audience, after, limit });
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

/** The ordinal in a cursor of `users`. */
function ordinalOf(cursor: string | null): number | null {
  const key = decodeCursor(LIST, cursor);
  if (key === null) return null;
  if (Number(key) > MAX_ORDINAL)
    throw new BadInputError("after", "is not a cursor of this list; give back an endCursor as it was received");
  return Number(key);
}

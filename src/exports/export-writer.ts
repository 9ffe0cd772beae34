import type { OrdinalSet } from "../audiences/index.js";
import type { IdentityCards, User, UserLookup } from "../users/index.js";
import { BYTE_ORDER_MARK, csvLines } from "./csv-text.js";
import { UserExportColumn, type UserExportHeader } from "./export.enums.js";
import { cellsOf, titlesOf } from "./export-columns.js";

/** Users of one statement and one piece of the file: about half a megabyte. More reads no faster. */
export const PAGE_USERS = 2_000;

/** What a file says, however it leaves. */
export interface ExportPlan {
  tenantId: number;
  audience: OrdinalSet;
  columns: readonly UserExportColumn[];
  header: UserExportHeader;
  byteOrderMark: boolean;
  /** Whether phones and identity numbers are masked. */
  masked: boolean;
}

export interface TagNamesOfUsers {
  /** By the tag's age; users without tags are absent. */
  tagNamesOfUsers(tenantId: number, userIds: readonly number[]): Promise<Map<number, readonly string[]>>;
}

/** Writes users of a frozen audience as CSV, in the order of `users`, each as they are when their page is read. */
export class ExportWriter {
  constructor(
    private readonly users: UserLookup,
    private readonly tags: TagNamesOfUsers,
    private readonly cards: IdentityCards,
  ) {}

  /**
   * The file in pieces, each read from the database while the one before is taken: two pages are in memory. `afterPage` hears how
   * many users have been read before their page is handed out; when it throws, that page is not.
   */
  async *pieces(plan: ExportPlan, afterPage: (done: number) => Promise<void> = async () => undefined): AsyncGenerator<Buffer> {
    const titles = csvLines([titlesOf(plan.columns, plan.header)]);
    yield Buffer.from((plan.byteOrderMark ? BYTE_ORDER_MARK : "") + titles);
    let done = 0;
    for await (const { users, text } of oneAhead(pagesOf(plan.audience), (ordinals) => this.page(plan, ordinals))) {
      done += users;
      await afterPage(done);
      yield text;
    }
  }

  private async page(plan: ExportPlan, ordinals: readonly number[]): Promise<{ users: number; text: Buffer }> {
    const { tenantId, columns, masked } = plan;
    const users = await this.users.usersByOrdinals(tenantId, ordinals);
    const tags = await this.tagNames(plan, users);
    const withCard = columns.includes(UserExportColumn.IDENTITY_CARD);
    const rows = users.map((user) => {
      const identityCard = withCard ? this.cardOf(user) : null;
      return cellsOf(columns, { user, tags: tags.get(user.userId) ?? [], identityCard, masked });
    });
    return { users: ordinals.length, text: Buffer.from(csvLines(rows)) };
  }

  private async tagNames({ tenantId, columns }: ExportPlan, users: readonly User[]) {
    if (!columns.includes(UserExportColumn.TAGS)) return new Map<number, readonly string[]>();
    return this.tags.tagNamesOfUsers(
      tenantId,
      users.map(({ userId }) => userId),
    );
  }

  private cardOf({ info }: User): string | null {
    const sealed = info?.identityCardSealed ?? null;
    return sealed === null ? null : this.cards.open(sealed);
  }
}

/** Results of `read` in order, each begun while the one before is used: the database works while we write. */
async function* oneAhead<Input, Result>(inputs: Iterable<Input>, read: (input: Input) => Promise<Result>): AsyncGenerator<Result> {
  let next: Promise<Result> | null = null;
  const begin = (input: Input) => {
    next = read(input);
    // Its failure is told when its turn comes; until then nobody listens.
    next.catch(() => undefined);
  };
  try {
    for (const input of inputs) {
      const current: Result | null = next === null ? null : await next;
      begin(input);
      if (current !== null) yield current;
    }
    if (next !== null) yield await next;
  } finally {
    // Who stops early leaves nothing running.
    await (next as Promise<Result> | null)?.catch(() => undefined);
  }
}

function* pagesOf(audience: OrdinalSet): Generator<number[]> {
  let page: number[] = [];
  for (const ordinal of audience) {
    page.push(ordinal);
    if (page.length < PAGE_USERS) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

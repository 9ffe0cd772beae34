import { UserStatus } from "../../audiences/index.js";
import { type Connection, decodeCursor, encodeCursor, pageSize, toConnection } from "../../graphql/pagination.js";
import { batchView } from "../batch-view.js";
import type { BatchRecord } from "../mass-send.js";
import type { MassSendService } from "../mass-send.service.js";
import { fateOf } from "./fate.js";
import type { FrozenAudiences, RecipientUsers } from "./recipients.port.js";
import type { MassSendRecipient } from "./recipients.types.js";

const LIST = "massSendRecipients";

/** Who was in a send's frozen audience. A place in it is a rank, which never changes: a cursor stays good whatever happens to the people. */
export class RecipientsService {
  constructor(
    private readonly massSends: Pick<MassSendService, "massSend">,
    private readonly audiences: FrozenAudiences,
    private readonly users: RecipientUsers,
  ) {}

  /** In the order of `users`; four statements however large the page. Nobody before the start. NOT_FOUND as of `massSend`. */
  async recipients(tenantId: number, id: string, page: { first: number; after: string | null }): Promise<Connection<MassSendRecipient>> {
    const first = pageSize(page.first);
    const after = decodeCursor(LIST, page.after);
    const send = await this.massSends.massSend(tenantId, id);
    const from = after === null ? 0 : Math.min(Number(after) + 1, send.recipients);
    const to = Math.min(from + first + 1, send.recipients);
    const people = from < to ? await this.people({ tenantId, id: send.id }, from, to) : [];
    return toConnection(people, { first, after: page.after, totalCount: send.recipients }, ({ rank, ...node }) => ({
      cursor: encodeCursor(LIST, rank),
      node,
    }));
  }

  private async people(ref: { tenantId: number; id: string }, from: number, to: number): Promise<(MassSendRecipient & { rank: number })[]> {
    const [ordinals, batches] = await Promise.all([this.audiences.ordinals(ref, from, to), this.audiences.batches(ref, from, to)]);
    const users = await this.users.usersByOrdinals(ref.tenantId, Array.from(ordinals));
    const there = new Map(users.flatMap((user) => (user.info?.status === UserStatus.DELETED ? [] : [[user.ordinal, user]])));
    const views = batches.map((batch) => ({ batch, view: batchView(batch) }));
    const batchOf = (rank: number) => views.find(({ batch }) => holds(batch, rank));
    return Array.from(ordinals, (ordinal, i) => {
      const found = batchOf(from + i);
      if (!found) throw new Error(`rank ${from + i} of mass send ${ref.id} is in no batch`);
      return { rank: from + i, user: there.get(ordinal) ?? null, batch: found.view, fate: fateOf(found.batch) };
    });
  }
}

function holds({ fromRank, toRank }: BatchRecord, rank: number): boolean {
  return fromRank <= rank && rank < toRank;
}

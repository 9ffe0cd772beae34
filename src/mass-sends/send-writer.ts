import { NotFoundError } from "../graphql/errors.js";
import type { MassSendRecord } from "./mass-send.js";
import type { ChangeTarget, Decide, MassSendChanges } from "./mass-send-store.port.js";
import type { ProgressFeed } from "./send-lease.port.js";

/** Changes a send and tells those who watch it. */
export class SendWriter {
  constructor(
    private readonly changes: MassSendChanges,
    private readonly feed: ProgressFeed,
    private readonly clock: () => Date,
  ) {}

  /** NOT_FOUND where the tenant has no such send. */
  async change(target: ChangeTarget, decide: Decide): Promise<MassSendRecord> {
    const send = await this.changes.change(target, this.clock(), decide);
    if (send === null) throw new NotFoundError("mass send", target.id, "id");
    this.feed.changed(target.tenantId, target.id);
    return send;
  }
}

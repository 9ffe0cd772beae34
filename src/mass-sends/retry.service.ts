import { type AudienceJson, type AudienceWords, audienceToJson, parseAudience } from "../audiences/index.js";
import type { Principal } from "../graphql/context.js";
import { ConflictError } from "../graphql/errors.js";
import { BatchStatus } from "./mass-send.enums.js";
import type { MassSendRecord } from "./mass-send.js";
import type { MassSendService } from "./mass-send.service.js";
import type { MassSendStore } from "./mass-send-store.port.js";
import { next } from "./next-status.js";
import { retryName } from "./retry-name.js";

export interface RetryServiceParts {
  massSends: Pick<MassSendService, "massSend">;
  store: Pick<MassSendStore, "batchesIn" | "createRetry">;
  words: Pick<AudienceWords, "text">;
  clock: () => Date;
}

/** A second send for those whom a first one did not reach. */
export class RetryService {
  constructor(private readonly parts: RetryServiceParts) {}

  /**
   * A DRAFT with the same content for the people in batches that WeChat refused or that were never sent; not approved, whatever the first
   * one was. Nobody of UNKNOWN batches, who may have it already, and nobody of finished ones, of which WeChat tells only totals. CONFLICT
   * where nobody is left, and while there is such a draft or send already: two would reach the same people.
   */
  async retryMassSend(principal: Principal, id: string): Promise<MassSendRecord> {
    const { store, words, clock } = this.parts;
    const { tenantId, name: operator } = principal;
    const first = await this.parts.massSends.massSend(tenantId, id);
    next("retry", first);
    const audience = await this.unreached(first);
    const draft = {
      ...{ tenantId, name: retryName(first.name), content: first.content, sendIgnoreReprint: first.sendIgnoreReprint },
      ...{ audience, audienceText: await words.text(tenantId, parseAudience(audience)) },
      ...{ createdById: principal.operatorId ?? 0, createdByName: operator },
    };
    const act = { operator, action: "retryMassSend", detail: `of ${first.id}: ${draft.name}` };
    const made = await store.createRetry(draft, first.id, act, clock());
    if ("underWay" in made) {
      const { id: otherId, name, status } = made.underWay;
      const advice = "cancel it while it is a draft, or retry that one when it has ended";
      throw new ConflictError("id", `"${name}" (${otherId}, ${status}) is this send's retry already: ${advice}`, {
        reason: "RETRY_EXISTS",
        name,
      });
    }
    return made;
  }

  /** Of a send that never came to have batches: everybody it was for. */
  private async unreached(first: MassSendRecord): Promise<AudienceJson> {
    if (first.batches === 0) return first.audience;
    const [some] = await this.parts.store.batchesIn(first, [BatchStatus.REJECTED, BatchStatus.CANCELLED], 1);
    if (some) return audienceToJson({ kind: "unreached", massSendId: first.id });
    throw new ConflictError(
      "id",
      "no batch was refused or left unsent. Whom WeChat left out of finished batches it does not tell, and UNKNOWN ones may have been sent: nobody is known to be without the message",
      { reason: "NOBODY_TO_RETRY" },
    );
  }
}

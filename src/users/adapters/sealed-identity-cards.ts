import type { Sealer } from "../../platform/crypto/sealer.js";
import type { IdentityCards } from "../user-store.port.js";

/** What user_info.identity_card_sealed is bound to; writers seal with the same. */
export const IDENTITY_CARD_PURPOSE = "user_info.identity_card";

export class SealedIdentityCards implements IdentityCards {
  constructor(private readonly sealer: Sealer) {}

  open(sealed: Uint8Array): string {
    return this.sealer.open(sealed, IDENTITY_CARD_PURPOSE);
  }
}

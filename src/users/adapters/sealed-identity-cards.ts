import type { Sealer } from "../../platform/crypto/sealer.js";
import { IDENTITY_CARD_PURPOSE } from "../identity-card.js";
import type { IdentityCards } from "../user-store.port.js";

export class SealedIdentityCards implements IdentityCards {
  constructor(private readonly sealer: Sealer) {}

  open(sealed: Uint8Array): string {
    return this.sealer.open(sealed, IDENTITY_CARD_PURPOSE);
  }

  hash(card: string): Uint8Array {
    return this.sealer.fingerprint(card, IDENTITY_CARD_PURPOSE);
  }
}

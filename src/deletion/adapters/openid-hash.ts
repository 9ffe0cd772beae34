import type { Sealer } from "../../platform/crypto/sealer.js";

/** What an openid of somebody who was erased is kept as. */
export function hashOfOpenid(sealer: Pick<Sealer, "fingerprint">, openid: string): Buffer {
  return Buffer.from(sealer.fingerprint(openid, "deletion_request.openid"));
}

import { createHash } from "node:crypto";
import { Transform } from "node:stream";

/** Lets bytes through, and tells their SHA-256 in hex once all went. */
export function hashed(): { through: Transform; digest(): string } {
  const hash = createHash("sha256");
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  return { through, digest: () => hash.digest("hex") };
}

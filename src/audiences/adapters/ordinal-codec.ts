/** Most bytes one delta below 2^32 takes: 7 bits a byte. */
const MAX_VARINT_BYTES = 5;

/** Ascending ordinals without repeats as deltas in little-endian base-128 varints: a dense run costs one byte a user. */
export function encodeOrdinals(ordinals: readonly number[] | Uint32Array): Buffer {
  const out = Buffer.allocUnsafe(ordinals.length * MAX_VARINT_BYTES);
  let length = 0;
  let previous = -1;
  for (const ordinal of ordinals) {
    if (ordinal <= previous) throw new RangeError("ordinals must ascend without repeats");
    let delta = ordinal - previous - 1;
    previous = ordinal;
    while (delta > 0x7f) {
      out[length++] = (delta & 0x7f) | 0x80;
      delta >>>= 7;
    }
    out[length++] = delta;
  }
  return Buffer.from(out.subarray(0, length));
}

/** The inverse of `encodeOrdinals`. Throws on bytes that end inside a number. */
export function decodeOrdinals(bytes: Uint8Array): Uint32Array {
  const out = new Uint32Array(bytes.length);
  let count = 0;
  let previous = -1;
  let delta = 0;
  let factor = 1;
  for (const byte of bytes) {
    delta += (byte & 0x7f) * factor;
    factor *= 128;
    if (byte > 0x7f) continue;
    previous += delta + 1;
    out[count++] = previous;
    delta = 0;
    factor = 1;
  }
  if (factor !== 1) throw new RangeError("the list of ordinals ends inside a number");
  return out.slice(0, count);
}

import { OrdinalSet, type StoredChunk } from "./ordinal-set.js";

/** Three 32-bit numbers before each chunk's bytes, little-endian: chunk, cardinality, length. */
const HEADER = 12;

/** A frozen audience as one value for a column: 125 kB for a million users, less where they are few. */
export function ordinalSetToBytes(set: OrdinalSet): Uint8Array<ArrayBuffer> {
  const chunks = set.toStored();
  const out = new Uint8Array(chunks.reduce((size, { data }) => size + HEADER + data.byteLength, 0));
  const view = new DataView(out.buffer);
  let at = 0;
  for (const { chunk, cardinality, data } of chunks) {
    view.setUint32(at, chunk, true);
    view.setUint32(at + 4, cardinality, true);
    view.setUint32(at + 8, data.byteLength, true);
    out.set(data, at + HEADER);
    at += HEADER + data.byteLength;
  }
  return out;
}

export function ordinalSetFromBytes(bytes: Uint8Array): OrdinalSet {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: StoredChunk[] = [];
  for (let at = 0; at < bytes.byteLength; ) {
    const length = view.getUint32(at + 8, true);
    const data = new Uint8Array(bytes.subarray(at + HEADER, at + HEADER + length));
    if (data.byteLength !== length) throw new Error("a stored audience ends inside a chunk");
    chunks.push({ chunk: view.getUint32(at, true), cardinality: view.getUint32(at + 4, true), data });
    at += HEADER + length;
  }
  return OrdinalSet.fromStored(chunks);
}

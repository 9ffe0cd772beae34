/**
 * Lists of 32-bit integers between PostgreSQL and here, as one value each: `pg` takes some twenty milliseconds to read an int[] of
 * 50,000, and one for the same as bytes.
 */

/** Aggregates an integer expression; read with `intsOf`. In the order of the rows. */
export function intList(expression: string): string {
  return `string_agg(int4send(${expression}), ''::bytea)`;
}

/** What an `intList` of no rows, null, or of some gave. */
export function intsOf(list: Uint8Array | null | undefined): Int32Array {
  const bytes = new Uint8Array(list ?? []);
  Buffer.from(bytes.buffer).swap32();
  return new Int32Array(bytes.buffer);
}

/** For a parameter with the cast `::int[]`. */
export function intArray(numbers: Int32Array | Uint32Array | readonly number[]): string {
  return `{${numbers.join(",")}}`;
}

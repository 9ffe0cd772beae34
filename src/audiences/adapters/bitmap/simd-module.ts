/**
 * A WebAssembly module of loops over 8,192-byte bitmaps, 128 bits at a time where that can be. WebAssembly because JavaScript has no
 * SIMD and no popcount: on the machine of the benchmark a chunk's AND with count takes a tenth of the plain loop's time.
 * Assembled here, byte by byte, so that there is no binary to trust and no compiler to install.
 * Opcodes: https://webassembly.github.io/spec/core/appendix/index-instructions.html
 */

/** Bytes of one bitmap, and of one slot of the module's memory. */
export const SLOT_BYTES = 8_192;

const I32 = 0x7f;
const V128 = 0x7b;
const END = 0x0b;

const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const tee = (local: number): number[] => [0x22, local];
const constant = (value: number): number[] => [0x41, ...signed(value)];
const I32_ADD = [0x6a];
const I32_LT_U = [0x49];
const I32_AND = [0x71];
const I32_SHR_U = [0x76];
const I32_LOAD = [0x28, 0x02, 0x00];
const I32_LOAD16_U = [0x2f, 0x01, 0x00];
const simd = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];
/** Aligned to 16 bytes (2^4). */
const load = (offset: number): number[] => [...simd(0x00), 0x04, ...unsigned(offset)];
const store = (offset: number): number[] => [...simd(0x0b), 0x04, ...unsigned(offset)];
const AND = simd(0x4e);
const AND_NOT = simd(0x4f);
const OR = simd(0x50);
const BYTE_POPCOUNT = simd(0x62);
const BYTE_ADD = simd(0x6e);
const BYTES_TO_SHORTS = simd(0x7d);
const SHORTS_TO_WORDS = simd(0x7f);
const WORD_ADD = simd(0xae);
const lane = (index: number): number[] => [...simd(0x1b), index];

/** 64 bytes a round: 4 × 8 bits a byte cannot overflow when they are added as bytes. */
const UNROLLED = [0, 16, 32, 48];
const STEP = 64;

/** The module's bytes. Exports and(a, b), or(a, b), andNot(a, b): a becomes the result; count(a); andCount(a, b); countListed(list, end, a). Addresses in bytes. */
export function assembleSimdModule(): Uint8Array<ArrayBuffer> {
  const functions = [
    { name: "and", type: 0, code: combine(AND) },
    { name: "or", type: 0, code: combine(OR) },
    { name: "andNot", type: 0, code: combine(AND_NOT) },
    { name: "count", type: 1, code: count() },
    { name: "andCount", type: 2, code: andCount() },
    { name: "countListed", type: 3, code: countListed() },
  ];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector([type([I32, I32], []), type([I32], [I32]), type([I32, I32], [I32]), type([I32, I32, I32], [I32])])),
    ...section(2, vector([[...text("env"), ...text("memory"), 0x02, 0x00, ...unsigned(1)]])),
    ...section(3, vector(functions.map((one) => unsigned(one.type)))),
    ...section(7, vector(functions.map((one, index) => [...text(one.name), 0x00, ...unsigned(index)]))),
    ...section(10, vector(functions.map((one) => [...unsigned(one.code.length), ...one.code]))),
  ]);
}

/** (a, b): a = a op b. */
function combine(operation: number[]): number[] {
  const [a, b, end] = [0, 1, 2];
  const round = UNROLLED.flatMap((offset) => [
    ...get(a),
    ...get(a),
    ...load(offset),
    ...get(b),
    ...load(offset),
    ...operation,
    ...store(offset),
  ]);
  return body([[1, I32]], [...endOf(a, end), ...loop([...round, ...advance(b), ...advance(a, true), ...get(end), ...I32_LT_U])]);
}

/** (a) → number of bits set. */
function count(): number[] {
  const [a, end, total] = [0, 1, 2];
  const bytes = UNROLLED.flatMap((offset, i) => [...get(a), ...load(offset), ...BYTE_POPCOUNT, ...(i > 0 ? BYTE_ADD : [])]);
  return body(
    [
      [1, I32],
      [1, V128],
    ],
    [...endOf(a, end), ...loop([...accumulate(bytes, total), ...advance(a, true), ...get(end), ...I32_LT_U]), ...sumOf(total)],
  );
}

/** (a, b) → number of bits set in both. */
function andCount(): number[] {
  const [a, b, end, total] = [0, 1, 2, 3];
  const bytes = UNROLLED.flatMap((offset, i) => [
    ...[...get(a), ...load(offset), ...get(b), ...load(offset), ...AND],
    ...[...BYTE_POPCOUNT, ...(i > 0 ? BYTE_ADD : [])],
  ]);
  return body(
    [
      [1, I32],
      [1, V128],
    ],
    [
      ...endOf(a, end),
      ...loop([...accumulate(bytes, total), ...advance(b), ...advance(a, true), ...get(end), ...I32_LT_U]),
      ...sumOf(total),
    ],
  );
}

/** (list, end, a) → how many of the 16-bit numbers from `list` to `end`, at least one, are bits set in `a`. */
function countListed(): number[] {
  const [list, end, a, low, total] = [0, 1, 2, 3, 4];
  // A bit's word stands at byte (number >> 5) << 2; shifts count modulo 32 by themselves.
  const word = [
    ...get(list),
    ...I32_LOAD16_U,
    ...tee(low),
    ...constant(3),
    ...I32_SHR_U,
    ...constant(0x1ffc),
    ...I32_AND,
    ...get(a),
    ...I32_ADD,
  ];
  const bit = [...word, ...I32_LOAD, ...get(low), ...I32_SHR_U, ...constant(1), ...I32_AND];
  const next = [...get(list), ...constant(2), ...I32_ADD, ...tee(list), ...get(end), ...I32_LT_U];
  return body([[2, I32]], [...loop([...bit, ...get(total), ...I32_ADD, ...set(total), ...next]), ...get(total)]);
}

const endOf = (a: number, end: number): number[] => [...get(a), ...constant(SLOT_BYTES), ...I32_ADD, ...set(end)];
const advance = (local: number, keep = false): number[] => [
  ...get(local),
  ...constant(STEP),
  ...I32_ADD,
  ...(keep ? tee(local) : set(local)),
];
/** Runs again while the condition its code leaves on the stack is true. */
const loop = (code: number[]): number[] => [0x03, 0x40, ...code, 0x0d, 0x00, END];
const accumulate = (bytes: number[], total: number): number[] => [
  ...[...bytes, ...BYTES_TO_SHORTS, ...SHORTS_TO_WORDS],
  ...[...get(total), ...WORD_ADD, ...set(total)],
];
const sumOf = (total: number): number[] => [0, 1, 2, 3].flatMap((i) => [...get(total), ...lane(i), ...(i > 0 ? I32_ADD : [])]);

const body = (locals: [count: number, type: number][], code: number[]): number[] => [...vector(locals), ...code, END];
const type = (parameters: number[], results: number[]): number[] => [0x60, parameters.length, ...parameters, results.length, ...results];
const text = (name: string): number[] => [name.length, ...Buffer.from(name, "ascii")];
const vector = (items: number[][]): number[] => [...unsigned(items.length), ...items.flat()];
const section = (id: number, content: number[]): number[] => [id, ...unsigned(content.length), ...content];

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** LEB128 of a number that is not negative: its last byte keeps bit 6 free for the sign. */
function signed(value: number): number[] {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}

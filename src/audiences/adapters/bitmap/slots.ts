import { CHUNK_WORDS, type Members, setBits } from "./chunk.js";
import { Residents } from "./residents.js";
import { assembleSimdModule, SLOT_BYTES } from "./simd-module.js";

const PAGE_BYTES = 65_536;
/** Bitmaps that stay for the next question: 128 MiB at the most, enough for all that 300 usual tags of ten million users have. */
const RESIDENTS = 16_384;
/**
 * The residents, and slots enough for answers of 500 million users: only what is used is ever really taken. Growing would detach the old buffer, and from the first
 * detached one on the engine checks at each access to any typed array of the process, which costs a third of such loops' speed.
 */
const FIRST_PAGES = 3_072;

/** What is used of it; Node's own types leave WebAssembly to the browser's. */
declare global {
  namespace WebAssembly {
    class Memory {
      constructor(descriptor: { initial: number });
      readonly buffer: ArrayBuffer;
      grow(pages: number): number;
    }
    class Module {
      constructor(bytes: Uint8Array<ArrayBuffer>);
    }
    class Instance {
      constructor(module: Module, imports: Record<string, Record<string, unknown>>);
      readonly exports: unknown;
    }
  }
}

interface Kernels {
  and(a: number, b: number): void;
  or(a: number, b: number): void;
  andNot(a: number, b: number): void;
  count(a: number): number;
  andCount(a: number, b: number): number;
  countListed(list: number, end: number, a: number): number;
}

/**
 * Scratch bitmaps of one chunk each, numbered from 0. What stands in them lasts only until the next `await`: evaluations
 * share them. Bitmaps of `resident` have negative numbers.
 */
export class Slots {
  private readonly memory = new WebAssembly.Memory({ initial: FIRST_PAGES });
  private readonly kernels: Kernels;
  private readonly residents = new Residents(RESIDENTS);
  private words: Uint32Array[] = [];
  /** The same memory, seen as lists. */
  private lists: Uint16Array[] = [];

  constructor() {
    const module = new WebAssembly.Module(assembleSimdModule());
    this.kernels = new WebAssembly.Instance(module, { env: { memory: this.memory } }).exports as Kernels;
  }

  /** Makes slots 0 to `count - 1` usable. */
  reserve(count: number): void {
    if (count <= this.words.length) return;
    const missing = addressOf(count) - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE_BYTES));
    // Growing detaches the buffer, so all views are made anew.
    this.words = Array.from({ length: count }, (_, slot) => this.view(slot));
    this.lists = this.words.map((words) => new Uint16Array(words.buffer, words.byteOffset, CHUNK_WORDS * 2));
  }

  /** The bitmap itself, not a copy. */
  bits(slot: number): Uint32Array {
    const words = this.words[slot];
    if (!words) throw new RangeError(`slot ${slot} is not reserved`);
    return words;
  }

  /** To be read only, and until the next call: a bitmap that is never changed, copied where it does not stand yet. */
  resident(words: Uint32Array): number {
    const known = this.residents.find(words);
    if (known !== undefined) return known - RESIDENTS;
    const slot = this.residents.take(words) - RESIDENTS;
    this.view(slot).set(words);
    return slot;
  }

  load(slot: number, members: Members): void {
    const words = this.bits(slot);
    if (members instanceof Uint32Array) words.set(members);
    else setBits(words.fill(0), members);
  }

  copy(to: number, from: number): void {
    this.bits(to).set(this.bits(from));
  }

  and(into: number, other: number): void {
    this.kernels.and(addressOf(into), addressOf(other));
  }

  or(into: number, other: number): void {
    this.kernels.or(addressOf(into), addressOf(other));
  }

  andNot(into: number, other: number): void {
    this.kernels.andNot(addressOf(into), addressOf(other));
  }

  count(slot: number): number {
    return this.kernels.count(addressOf(slot));
  }

  /** How many of a list's members are in the bitmap of `slot`; the list passes through the slot `scratch`. */
  countListed(lows: Uint16Array, scratch: number, slot: number): number {
    if (lows.length === 0) return 0;
    const list = addressOf(scratch);
    this.lists[scratch]?.set(lows);
    return this.kernels.countListed(list, list + lows.byteLength, addressOf(slot));
  }

  andCount(a: number, b: number): number {
    return this.kernels.andCount(addressOf(a), addressOf(b));
  }

  private view(slot: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, addressOf(slot), CHUNK_WORDS);
  }
}

/** The residents come first: there may be any number of slots. */
function addressOf(slot: number): number {
  return (slot + RESIDENTS) * SLOT_BYTES;
}

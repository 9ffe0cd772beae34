/**
 * Openids and unionids made from numbers, so that ten million followers need no storage. An openid is 28 characters like
 * WeChat's own: `o`, five characters shared by the account, and 22 that hold the follower's number, mixed, with 100 bits of
 * check. `followerNumberOf` therefore tells an account's own openids from another account's and from garbage.
 */
const ALPHABET = Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", "latin1");
const VALUES = new Int8Array(128).fill(-1);
ALPHABET.forEach((code, value) => {
  VALUES[code] = value;
});

const LENGTH = 28;
const NUMBER_AT = 6;
const TAIL_AT = 26;
const LETTER_O = 111;
const UNIONID_SALT = 0x756e696f;
const scratch = Buffer.alloc(LENGTH);

/** Murmur3's finalizer: every 32-bit number goes to another one, and back by `unmix`. */
export function mix(value: number): number {
  let x = value ^ (value >>> 16);
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** The inverse of `mix`; the multipliers are the modular inverses of its two. */
export function unmix(value: number): number {
  let x = value ^ (value >>> 16);
  x = Math.imul(x, 0x7ed1b41d);
  x ^= (x >>> 13) ^ (x >>> 26);
  x = Math.imul(x, 0xa5cb9243);
  return (x ^ (x >>> 16)) >>> 0;
}

/** The seed of a further account in the same simulator. */
export function accountSeed(seed: number, appId: string): number {
  let hash = mix(seed);
  for (let i = 0; i < appId.length; i++) hash = mix(hash ^ appId.charCodeAt(i));
  return hash;
}

/** The openid of follower `n` (0 to 2^32 - 1) of the account with this seed. */
export function openidOf(seed: number, n: number): string {
  const account = mix(seed);
  const number = mix(mix(n ^ account) ^ mix(~account));
  const first = mix(number ^ account);
  const second = mix(first ^ number);
  const third = mix(second ^ account);
  scratch[0] = LETTER_O;
  write30(1, account);
  write30(NUMBER_AT, number);
  write30(NUMBER_AT + 5, first);
  write30(NUMBER_AT + 10, second);
  write30(NUMBER_AT + 15, third);
  const tail = (number >>> 30) | ((mix(third) & 0x3ff) << 2);
  writeCharacter(TAIL_AT, tail);
  writeCharacter(TAIL_AT + 1, tail >>> 6);
  return scratch.toString("latin1");
}

/** The follower's number, or null when the openid is not one of the account with this seed. */
export function followerNumberOf(seed: number, openid: string): number | null {
  if (!isWellFormedOpenid(openid)) return null;
  const account = mix(seed);
  let number = 0;
  for (let i = 4; i >= 0; i--) number = (number << 6) | valueAt(openid, NUMBER_AT + i);
  number = ((number & 0x3fffffff) | (valueAt(openid, TAIL_AT) << 30)) >>> 0;
  const n = (unmix(unmix(number) ^ mix(~account)) ^ account) >>> 0;
  return openidOf(seed, n) === openid ? n : null;
}

/** Whether this could be some account's openid. */
export function isWellFormedOpenid(openid: string): boolean {
  if (openid.length !== LENGTH || openid.charCodeAt(0) !== LETTER_O) return false;
  for (let i = 1; i < LENGTH; i++) if (valueAt(openid, i) < 0) return false;
  return true;
}

/** The same person's unionid in every account of the simulator with this seed. */
export function unionidOf(seed: number, n: number): string {
  return openidOf(mix(seed ^ UNIONID_SALT), n);
}

/** The person's number, or null when the unionid is not one of the simulator with this seed. */
export function personOfUnionid(seed: number, unionid: string): number | null {
  return followerNumberOf(mix(seed ^ UNIONID_SALT), unionid);
}

function write30(at: number, bits: number): void {
  for (let i = 0; i < 5; i++) writeCharacter(at + i, bits >>> (6 * i));
}

function writeCharacter(at: number, value: number): void {
  scratch[at] = ALPHABET[value & 63] ?? LETTER_O;
}

function valueAt(openid: string, at: number): number {
  return VALUES[openid.charCodeAt(at)] ?? -1;
}

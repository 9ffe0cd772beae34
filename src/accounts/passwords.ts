import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { BadInputError } from "../graphql/errors.js";

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

const MIN_LENGTH = 8;
/** Long enough for any passphrase; without a bound a megabyte of password would be megabytes of hashing. */
const MAX_LENGTH = 256;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const STORED = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9_-]+)\$([A-Za-z0-9_-]+)$/;

/** scrypt's parameters: 2^logN blocks of 128·r bytes, p times. */
export interface PasswordCost {
  logN: number;
  r: number;
  p: number;
}

/** OWASP's equal of 2^17/8/1 that needs 32 MB instead of 128 MB, so four logins at once fit into a small machine. */
export const PASSWORD_COST: PasswordCost = { logN: 15, r: 8, p: 3 };

/** Hashes passwords by scrypt off the main thread. A stored hash carries its own parameters, so they may be raised later. */
export class Passwords {
  private readonly nobody: Promise<string>;

  constructor(private readonly cost: PasswordCost = PASSWORD_COST) {
    this.nobody = this.hash(randomBytes(SALT_BYTES).toString("base64url"));
  }

  async hash(password: string): Promise<string> {
    const { logN, r, p } = this.cost;
    const salt = randomBytes(SALT_BYTES);
    const hash = await derive(password, salt, HASH_BYTES, options(this.cost));
    return `$scrypt$ln=${logN},r=${r},p=${p}$${salt.toString("base64url")}$${hash.toString("base64url")}`;
  }

  /** `stored` null (nobody has that username) takes as long as a wrong password, so usernames cannot be guessed by the clock. */
  async matches(password: string, stored: string | null): Promise<boolean> {
    const parts = STORED.exec(stored ?? (await this.nobody));
    if (parts === null) throw new Error("a stored password hash is not readable");
    const [, logN, r, p, salt, expected] = parts.map(String);
    const cost = { logN: Number(logN), r: Number(r), p: Number(p) };
    const known = Buffer.from(String(expected), "base64url");
    const hash = await derive(password.slice(0, MAX_LENGTH), Buffer.from(String(salt), "base64url"), known.length, options(cost));
    return timingSafeEqual(hash, known) && stored !== null && password.length <= MAX_LENGTH;
  }
}

/** 8 to 256 characters; anything else is BAD_USER_INPUT naming `field`. */
export function checkPassword(password: string, field = "password"): void {
  if (password.length < MIN_LENGTH)
    throw new BadInputError(field, `must have at least ${MIN_LENGTH} characters`, { reason: "PASSWORD_SHORT", min: MIN_LENGTH });
  if (password.length > MAX_LENGTH)
    throw new BadInputError(field, `must have at most ${MAX_LENGTH} characters`, { reason: "PASSWORD_LONG", max: MAX_LENGTH });
}

/** A password for someone who gave none: 120 random bits, easy to copy. */
export function makePassword(): string {
  return randomBytes(15).toString("base64url");
}

function options({ logN, r, p }: PasswordCost): ScryptOptions {
  const N = 2 ** logN;
  // Node's default ceiling of 32 MB is one byte short of what 2^15/8 needs.
  return { N, r, p, maxmem: 256 * N * r };
}

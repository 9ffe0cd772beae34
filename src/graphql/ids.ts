import { BadInputError } from "./errors.js";

const LARGEST_INT = 2_147_483_647;
const INT = /^[1-9]\d{0,9}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/*
 * GraphQL's ID takes any string. What PostgreSQL would choke on (letters in an integer column, 33 bits, half a UUID) is
 * stopped here, before any SQL.
 */

/** The id as a 32-bit number from 1, or null for text that cannot be the id of anything: such an object is simply not found. */
export function intIdOrNull(value: string): number | null {
  if (!INT.test(value)) return null;
  const id = Number(value);
  return id <= LARGEST_INT ? id : null;
}

/** Like `intIdOrNull`, for arguments where a malformed id is the caller's mistake: BAD_USER_INPUT naming `field`. */
export function parseIntId(value: string, field: string): number {
  const id = intIdOrNull(value);
  if (id === null) throw new BadInputError(field, "is not an id: expected a whole number from 1 to 2147483647");
  return id;
}

/** The id in lower case, or null for text that is no UUID. */
export function uuidOrNull(value: string): string | null {
  return UUID.test(value) ? value.toLowerCase() : null;
}

/** Like `uuidOrNull`, but BAD_USER_INPUT naming `field`. */
export function parseUuid(value: string, field: string): string {
  const id = uuidOrNull(value);
  if (id === null) throw new BadInputError(field, "is not an id: expected a UUID");
  return id;
}

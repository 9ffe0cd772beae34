import { BadInputError } from "../graphql/errors.js";
import { parseUuid } from "../graphql/ids.js";
import { type Audience, MAX_AUDIENCE_DEPTH, MAX_AUDIENCE_LEAVES, MAX_LISTED_USERS, type SexValue, type StatusValue } from "./audience.js";
import { parseAges, parseArea, parseDates, parseMonthDays } from "./parse-ranges.js";

const SEXES: readonly SexValue[] = ["MALE", "FEMALE", "UNKNOWN"];
const STATUSES: readonly StatusValue[] = ["NORMAL", "BLACKLISTED", "DELETED"];
const MAX_INT32 = 2 ** 31 - 1;
/** WeChat's openids have 28 characters; the column of the old system took 255. */
const MAX_OPENID_LENGTH = 255;

type Leaf = (value: unknown, path: string) => Audience;

const LEAVES: Record<string, Leaf> = {
  everyone: (value, path) => {
    if (value !== true) throw new BadInputError(path, "must be true; leave it out or use `not` otherwise");
    return { kind: "everyone" };
  },
  tag: (value, path) => ({ kind: "tag", tagId: id(value, path) }),
  users: (value, path) => ({ kind: "users", userIds: list(value, path).map((item, i) => id(item, `${path}[${i}]`)) }),
  openids: (value, path) => ({ kind: "openids", openids: list(value, path).map((item, i) => openid(item, `${path}[${i}]`)) }),
  sex: (value, path) => ({ kind: "sex", sex: oneOf(value, SEXES, path) }),
  provinceId: (value, path) => ({ kind: "province", id: int(value, path) }),
  cityId: (value, path) => ({ kind: "city", id: int(value, path) }),
  regionId: (value, path) => ({ kind: "region", id: int(value, path) }),
  companyId: (value, path) => ({ kind: "company", id: int(value, path) }),
  source: (value, path) => ({ kind: "source", id: int(value, path) }),
  vip: (value, path) => ({ kind: "vip", value: bool(value, path) }),
  status: (value, path) => ({ kind: "status", status: oneOf(value, STATUSES, path) }),
  subscribed: (value, path) => ({ kind: "subscribed", value: bool(value, path) }),
  hasPhone: (value, path) => ({ kind: "hasPhone", value: bool(value, path) }),
  segment: (value, path) => ({ kind: "segment", segmentId: id(value, path), of: null }),
  birthday: (value, path) => ({ kind: "birthday", ...parseMonthDays(value, path) }),
  age: (value, path) => ({ kind: "age", ...parseAges(value, path) }),
  createdAt: (value, path) => ({ kind: "createdAt", ...parseDates(value, path) }),
  lastActiveAt: (value, path) => ({ kind: "lastActiveAt", ...parseDates(value, path) }),
  near: (value, path) => ({ kind: "near", ...parseArea(value, path) }),
  unreachedBy: (value, path) => ({ kind: "unreached", massSendId: uuid(value, path) }),
};

/**
 * Checks an expression in AudienceInput's shape, from GraphQL or from stored JSON, and keeps its structure, so that paths can be
 * found again (`visitLeaves`). `field` is where it stands in the request. Throws BadInputError naming the path at fault.
 */
export function parseAudience(input: unknown, field = "audience"): Audience {
  let leaves = 0;
  const parse = (value: unknown, path: string, depth: number): Audience => {
    const [key, operand] = onlyField(value, path);
    const inside = `${path}.${key}`;
    if (key === "all" || key === "any" || key === "not") {
      if (depth === MAX_AUDIENCE_DEPTH)
        throw new BadInputError(inside, `all, any and not nest at most ${MAX_AUDIENCE_DEPTH} deep`, {
          reason: "AUDIENCE_TOO_DEEP",
          max: MAX_AUDIENCE_DEPTH,
        });
      if (key === "not") return { kind: "not", of: parse(operand, inside, depth + 1) };
      const parts = list(operand, inside, MAX_AUDIENCE_LEAVES, "parts");
      return { kind: key, of: parts.map((part, i) => parse(part, `${inside}[${i}]`, depth + 1)) };
    }
    const leaf = Object.hasOwn(LEAVES, key) ? LEAVES[key] : undefined;
    if (!leaf) throw new BadInputError(inside, `is no field of an audience; known are all, any, not, ${Object.keys(LEAVES).join(", ")}`);
    leaves += 1;
    if (leaves > MAX_AUDIENCE_LEAVES)
      throw new BadInputError(field, `has more than ${MAX_AUDIENCE_LEAVES} leaves`, {
        reason: "AUDIENCE_TOO_LONG",
        max: MAX_AUDIENCE_LEAVES,
      });
    return leaf(operand, inside);
  };
  return parse(input, field, 0);
}

/** The one field of an object. Absent ones may be there as undefined: TypeGraphQL makes class instances of inputs. */
function onlyField(value: unknown, path: string): [string, unknown] {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new BadInputError(path, "must be an object with one field");
  const [first, second] = Object.entries(value).filter(([, operand]) => operand !== undefined);
  if (!first) throw new BadInputError(path, "is empty: give exactly one field; for everybody it is { everyone: true }");
  if (second) throw new BadInputError(path, `has the fields ${first[0]} and ${second[0]}: give exactly one; combine with all or any`);
  return first;
}

function list(value: unknown, path: string, max = MAX_LISTED_USERS, what = "entries"): unknown[] {
  if (!Array.isArray(value)) throw new BadInputError(path, "must be a list");
  if (value.length === 0) throw new BadInputError(path, "must not be empty", { reason: "EMPTY" });
  if (value.length > max)
    throw new BadInputError(path, `has ${value.length} ${what}, at most ${max} are allowed`, {
      reason: "TOO_MANY",
      max,
      count: value.length,
    });
  return value;
}

/** GraphQL's ID arrives as a string, stored JSON may hold either. */
function id(value: unknown, path: string): number {
  const number = typeof value === "string" && /^[1-9]\d{0,9}$/.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isInteger(number) || number < 1 || number > MAX_INT32) {
    throw new BadInputError(path, "must be an id: a whole number from 1 to 2147483647");
  }
  return number;
}

function uuid(value: unknown, path: string): string {
  return parseUuid(typeof value === "string" ? value : "", path);
}

function int(value: unknown, path: string): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < -MAX_INT32 - 1 || value > MAX_INT32) {
    throw new BadInputError(path, "must be a whole number of 32 bits");
  }
  return value === 0 ? 0 : value;
}

function bool(value: unknown, path: string): boolean {
  if (typeof value !== "boolean") throw new BadInputError(path, "must be true or false");
  return value;
}

function oneOf<T extends string>(value: unknown, known: readonly T[], path: string): T {
  const found = known.find((one) => one === value);
  if (found === undefined) throw new BadInputError(path, `must be one of ${known.join(", ")}`);
  return found;
}

/** PostgreSQL's text holds no NUL: such an openid would be an error there instead of nobody. */
function openid(value: unknown, path: string): string {
  if (typeof value !== "string" || value === "" || value.length > MAX_OPENID_LENGTH || value.includes("\0")) {
    throw new BadInputError(path, `must be an openid: text of 1 to ${MAX_OPENID_LENGTH} characters`, {
      reason: "LENGTH",
      min: 1,
      max: MAX_OPENID_LENGTH,
      length: String(value).length,
    });
  }
  return value;
}

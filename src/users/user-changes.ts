import { Sex } from "../audiences/index.js";
import { BadInputError } from "../graphql/errors.js";
import { optionalText } from "../graphql/text-input.js";
import { normalisePhone } from "./phone.js";
import type { UserUpdateInput } from "./user.input.js";

/** What a user shall be; what is absent stays. */
export interface UserChanges {
  nickname?: string | null;
  realName?: string | null;
  sex?: Sex;
  /** `YYYY-MM-DD`. */
  birthday?: string | null;
  phone?: string | null;
  provinceId?: number | null;
  cityId?: number | null;
  regionId?: number | null;
  job?: string | null;
  vip?: boolean;
  remark?: string | null;
}

export type UserChange = keyof UserChanges;

/** The longest texts, in characters: the old system's columns, and for the remark WeChat's limit. */
const MAX_LENGTH = { nickname: 100, realName: 50, job: 30, remark: 30 } as const;
const MAX_PHONE_INPUT = 40;
const PHONE = /^\+?\d{5,20}$/;
const FIRST_BIRTHDAY = "1900-01-01";
/** China's day begins eight hours before UTC's. */
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

/** The input, checked: BAD_USER_INPUT naming `input.<field>`. Blank texts clear, as null does. */
export function readUserChanges(input: UserUpdateInput, now: Date): UserChanges {
  const changes: UserChanges = {};
  for (const field of ["nickname", "realName", "job", "remark"] as const) {
    if (input[field] !== undefined) changes[field] = optionalText(`input.${field}`, input[field], MAX_LENGTH[field]);
  }
  for (const field of ["provinceId", "cityId", "regionId"] as const) {
    if (input[field] !== undefined) changes[field] = divisionOf(`input.${field}`, input[field]);
  }
  if (input.sex !== undefined) changes.sex = input.sex ?? Sex.UNKNOWN;
  if (input.vip !== undefined) changes.vip = input.vip ?? false;
  if (input.birthday !== undefined) changes.birthday = birthdayOf(input.birthday, now);
  if (input.phone !== undefined) changes.phone = phoneOf(input.phone);
  return changes;
}

/** GraphQL's Int has 32 bits, as the columns have. */
function divisionOf(field: string, code: number | null): number | null {
  if (code !== null && code < 1) throw new BadInputError(field, "is no division code: expected a number from 1");
  return code;
}

function birthdayOf(birthday: Date | null, now: Date): string | null {
  if (birthday === null) return null;
  const day = birthday.toISOString().slice(0, 10);
  const today = new Date(now.getTime() + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10);
  if (day < FIRST_BIRTHDAY || day > today)
    throw new BadInputError("input.birthday", `must be from ${FIRST_BIRTHDAY} to ${today}`, {
      reason: "BETWEEN",
      min: FIRST_BIRTHDAY,
      max: today,
    });
  return day;
}

/** No message quotes the number: errors are logged by whoever asked. */
function phoneOf(given: string | null): string | null {
  const phone = normalisePhone(optionalText("input.phone", given, MAX_PHONE_INPUT));
  if (phone !== null && !PHONE.test(phone))
    throw new BadInputError("input.phone", "must have 5 to 20 digits, a + in front allowed", { reason: "PHONE" });
  return phone;
}

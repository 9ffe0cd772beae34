import { BadInputError } from "../graphql/errors.js";
import type { AccountKind } from "./account.types.js";
import type { SendingRules } from "./stores.port.js";

export interface TenantInput {
  name: string;
  appId: string;
  appSecret: string;
  /** "Token" on WeChat's configuration page: signs callbacks. */
  callbackToken: string;
  /** 43 characters; null where callbacks come in plain mode. */
  encodingAesKey: string | null;
  kind: AccountKind;
  verified?: boolean;
  sandbox: boolean;
}

const MAX_NAME_LENGTH = 100;
const SHAPES: { field: "appId" | "appSecret" | "callbackToken" | "encodingAesKey"; shape: RegExp; expected: string }[] = [
  { field: "appId", shape: /^[A-Za-z0-9_-]{6,64}$/, expected: "6 to 64 letters, digits, _ or -, as in wx0123456789abcdef" },
  { field: "appSecret", shape: /^[\x21-\x7e]{6,128}$/, expected: "6 to 128 visible ASCII characters" },
  { field: "callbackToken", shape: /^[A-Za-z0-9_-]{3,64}$/, expected: "3 to 64 letters, digits, _ or -" },
  { field: "encodingAesKey", shape: /^[A-Za-z0-9+/]{43}$/, expected: "the 43 letters and digits of EncodingAESKey" },
];

/** BAD_USER_INPUT where a value has not its shape. The values are secrets: a message says what was expected, never what was given. */
export function checkTenantInput(input: TenantInput): void {
  const name = input.name.trim();
  if (name.length < 1 || name.length > MAX_NAME_LENGTH) throw new BadInputError("name", `must have 1 to ${MAX_NAME_LENGTH} characters`);
  for (const { field, shape, expected } of SHAPES) {
    const value = input[field];
    if (value !== null && !shape.test(value)) throw new BadInputError(field, `expected ${expected}`);
  }
}

/** Beyond these the range would hold anything, and an approval would bind to nothing. */
const MAX_TOLERANCE = { percent: 100, people: 1_000_000 };

const QUIET_HOURS = /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/;

/** BAD_USER_INPUT names the rule at fault. */
export function checkSendingRules({ approvalTolerancePercent: percent, approvalTolerancePeople: people, quietHours }: SendingRules): void {
  if (percent !== undefined && !isWithin(percent, MAX_TOLERANCE.percent))
    throw new BadInputError("approvalTolerancePercent", `expected a whole number from 0 to ${MAX_TOLERANCE.percent}`);
  if (people !== undefined && !isWithin(people, MAX_TOLERANCE.people))
    throw new BadInputError("approvalTolerancePeople", `expected a whole number from 0 to ${MAX_TOLERANCE.people}`);
  if (typeof quietHours === "string" && (!QUIET_HOURS.test(quietHours) || quietHours.slice(0, 5) === quietHours.slice(6)))
    throw new BadInputError("quietHours", "expected two different times of the day, as in 22:00-08:00");
}

function isWithin(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= most;
}

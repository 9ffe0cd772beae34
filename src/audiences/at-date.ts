import type { Audience } from "./audience.js";
import { birthDaysOfAge, shanghaiDate } from "./calendar.js";

/** The expression as it stands at a moment: ages become the birth dates that make them on that day in Asia/Shanghai. */
export function atDate(audience: Audience, now: Date): Audience {
  switch (audience.kind) {
    case "all":
    case "any":
      return { kind: audience.kind, of: audience.of.map((part) => atDate(part, now)) };
    case "not":
      return { kind: "not", of: atDate(audience.of, now) };
    case "segment":
      return { ...audience, of: audience.of && atDate(audience.of, now) };
    case "age":
      return { kind: "birthDay", ...birthDaysOfAge(audience.min, audience.max, shanghaiDate(now)) };
    default:
      return audience;
  }
}

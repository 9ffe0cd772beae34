import { BadInputError } from "../graphql/errors.js";
import type { Audience } from "./audience.js";

/** An expression in AudienceInput's shape, as GraphQL takes it: one key an object, ids as strings. */
export interface AudienceJson {
  [field: string]: AudienceJson | AudienceJson[] | string[] | string | number | boolean;
}

/** The inverse of `parseAudience`: what stored rules and AudienceRule.json hold. What no caller can say (`blacklisted`, `birthDay`) has no form there. */
export function audienceToJson(audience: Audience): AudienceJson {
  switch (audience.kind) {
    case "all":
    case "any":
      return { [audience.kind]: audience.of.map(audienceToJson) };
    case "not":
      return { not: audienceToJson(audience.of) };
    case "everyone":
      return { everyone: true };
    case "tag":
      return { tag: String(audience.tagId) };
    case "users":
      return { users: audience.userIds.map(String) };
    case "openids":
      return { openids: [...audience.openids] };
    case "sex":
      return { sex: audience.sex };
    case "status":
      return { status: audience.status };
    case "province":
    case "city":
    case "region":
    case "company":
      return { [`${audience.kind}Id`]: audience.id };
    case "source":
      return { source: audience.id };
    case "vip":
    case "subscribed":
    case "hasPhone":
      return { [audience.kind]: audience.value };
    case "birthday":
      return { birthday: { from: audience.from, to: audience.to } };
    case "age":
      return { age: known({ min: audience.min, max: audience.max }) };
    case "createdAt":
    case "lastActiveAt":
      return { [audience.kind]: known({ from: audience.from, to: audience.to }) };
    case "near":
      return { near: { latitude: audience.latitude, longitude: audience.longitude, radiusMeters: audience.radiusMeters } };
    case "unreached":
      return { unreachedBy: audience.massSendId };
    case "segment":
      return { segment: String(audience.segmentId) };
    case "blacklisted":
    case "massSendsLeft":
    case "birthDay":
      throw new TypeError(`\`${audience.kind}\` is no part of AudienceInput; only expressions that callers gave can be written as JSON`);
  }
}

/** The same, for a column of the database: PostgreSQL's jsonb refuses half a surrogate pair, and no openid has one. */
export function audienceToStored(audience: Audience, field: string): AudienceJson {
  const json = audienceToJson(audience);
  if (/\\ud[89a-f]/i.test(JSON.stringify(json))) throw new BadInputError(field, "contains text that is not valid Unicode");
  return json;
}

function known(range: Record<string, string | number | null>): AudienceJson {
  return Object.fromEntries(Object.entries(range).flatMap(([key, bound]) => (bound === null ? [] : [[key, bound]])));
}

/** Calls `visit` for each leaf with its path in AudienceInput's shape, e.g. `audience.all[1].tag`. A segment is one leaf. */
export function visitLeaves(audience: Audience, field: string, visit: (leaf: Audience, path: string) => void): void {
  if (audience.kind === "all" || audience.kind === "any") {
    const { kind } = audience;
    audience.of.forEach((part, i) => {
      visitLeaves(part, `${field}.${kind}[${i}]`, visit);
    });
  } else if (audience.kind === "not") visitLeaves(audience.of, `${field}.not`, visit);
  else visit(audience, `${field}.${Object.keys(audienceToJson(audience))[0]}`);
}

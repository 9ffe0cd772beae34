import type { Audience } from "./audience.js";

/** An expression in AudienceInput's shape, as GraphQL takes it: one key an object, ids as strings. */
export interface AudienceJson {
  [field: string]: AudienceJson | AudienceJson[] | string[] | string | number | boolean;
}

/** The inverse of `parseAudience`: what stored rules and AudienceRule.json hold. `blacklisted` has no form there and is refused. */
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
    case "blacklisted":
      throw new TypeError("`blacklisted` is no part of AudienceInput; only expressions that callers gave can be written as JSON");
  }
}

/** Calls `visit` for each leaf with its path in AudienceInput's shape, e.g. `audience.all[1].tag`. */
export function visitLeaves(audience: Audience, field: string, visit: (leaf: Audience, path: string) => void): void {
  if (audience.kind === "all" || audience.kind === "any") {
    const { kind } = audience;
    audience.of.forEach((part, i) => {
      visitLeaves(part, `${field}.${kind}[${i}]`, visit);
    });
  } else if (audience.kind === "not") visitLeaves(audience.of, `${field}.not`, visit);
  else visit(audience, `${field}.${Object.keys(audienceToJson(audience))[0]}`);
}

import type { Audience } from "../../audience.js";
import { dayNumber, monthDayNumber } from "../../calendar.js";
import type { LookedUp } from "../looked-up.js";

/** The part of Elasticsearch's query language that audiences need; each is one key. */
export type Query =
  | { term: Record<string, string | number | boolean> }
  | { terms: Record<string, readonly (string | number)[]> }
  | { range: Record<string, { gte?: number; lte?: number }> }
  | { match_none: Record<string, never> }
  | { match_phrase: Record<string, string> }
  | { prefix: Record<string, string> }
  | { bool: { filter?: Query[]; must_not?: Query[]; should?: Query[]; minimum_should_match?: number } };

/** What `buildQuery` makes: a tenant's documents, and the expression. */
export type TenantQuery = { bool: { filter: Query[] } };

const DELETED: Query = { term: { status: "DELETED" } };
const EVERYONE: Query = { bool: { must_not: [DELETED] } };
const NOBODY: Query = { match_none: {} };
/** Elasticsearch takes no more values in one list. */
export const MOST_TERMS = 65_536;

/** Elasticsearch refuses queries of more than 30 levels; all of ours begin with two. */
export const MOST_LEVELS = 30;

/** How many queries stand inside one another, itself included. */
export function levelsOf(query: Query): number {
  if (!("bool" in query)) return 1;
  const { filter = [], must_not = [], should = [] } = query.bool;
  return 1 + Math.max(0, ...[...filter, ...must_not, ...should].map(levelsOf));
}

/**
 * One query for an expression over a tenant's documents (mapping.ts), without scores. Ages must have been made birth dates
 * (`atDate`), and lists and places looked up. Documents of DELETED users hold none of the fields that leaves ask for but the
 * status, so that only negations and what was looked up have to leave them out.
 */
export function buildQuery(tenantId: number, audience: Audience, found: LookedUp): TenantQuery {
  return { bool: { filter: [ofTenant(tenantId), new QueryBuilder(found).clause(audience)] } };
}

/** All of a tenant, whatever their status. */
export function ofTenant(tenantId: number): Query {
  return { term: { tenant_id: String(tenantId) } };
}

/** The same query of these users alone, at most 65,536. It has no more levels, so that what could be asked can be asked of some. */
export function onlyOf({ bool: { filter } }: TenantQuery, ordinals: Uint32Array): TenantQuery {
  return { bool: { filter: [...filter, { terms: { ordinal: Array.from(ordinals) } }] } };
}

class QueryBuilder {
  constructor(private readonly found: LookedUp) {}

  clause(audience: Audience): Query {
    switch (audience.kind) {
      case "all":
        return this.all(audience.of);
      case "any":
        return anyOf(audience.of.map((part) => this.clause(part)));
      case "not":
        return { bool: { must_not: [DELETED, this.clause(audience.of)] } };
      case "segment":
        if (audience.of === null) throw new Error(`segment ${audience.segmentId} was not looked up`);
        return this.clause(audience.of);
      case "users":
      case "openids":
      case "near":
      case "unreached":
      case "massSendsLeft":
        return listed(this.found.get(audience) ?? []);
      default:
        return leaf(audience);
    }
  }

  /** Negations among the parts are taken out of the rest at once, which saves a level for each. */
  private all(parts: readonly Audience[]): Query {
    if (parts.length === 0) return EVERYONE;
    const kept = parts.filter((part) => part.kind !== "not").map((part) => this.clause(part));
    const dropped = parts.flatMap((part) => (part.kind === "not" ? [this.clause(part.of)] : []));
    return {
      bool: {
        ...(kept.length > 0 ? { filter: kept } : {}),
        ...(dropped.length > 0 ? { must_not: [DELETED, ...dropped] } : {}),
      },
    };
  }
}

type Leaf = Exclude<Audience, { kind: "all" | "any" | "not" | "segment" | "users" | "openids" | "near" | "unreached" | "massSendsLeft" }>;

function leaf(audience: Leaf): Query {
  switch (audience.kind) {
    case "everyone":
      return EVERYONE;
    case "tag":
      return { term: { "tag_id.term": String(audience.tagId) } };
    case "sex":
      return { term: { sex: audience.sex } };
    case "status":
      return { term: { status: audience.status } };
    case "province":
    case "city":
    case "region":
    case "company":
      return { term: { [`${audience.kind}_id`]: String(audience.id) } };
    case "source":
      return { term: { source: audience.id } };
    case "vip":
    case "subscribed":
      return { term: { [audience.kind]: audience.value } };
    case "hasPhone":
      return { term: { has_phone: audience.value } };
    case "blacklisted":
      return { term: { blacklisted: true } };
    default:
      return day(audience);
  }
}

function day(audience: Extract<Leaf, { kind: "birthday" | "age" | "birthDay" | "createdAt" | "lastActiveAt" }>): Query {
  switch (audience.kind) {
    case "birthday": {
      const from = monthDayNumber(audience.from);
      const to = monthDayNumber(audience.to);
      if (from <= to) return { range: { birthday: { gte: from, lte: to } } };
      return anyOf([{ range: { birthday: { gte: from } } }, { range: { birthday: { lte: to } } }]);
    }
    case "age":
      throw new Error("an age is asked for without a day (atDate)");
    case "birthDay":
      return { range: { birth_day: { gte: audience.from, lte: audience.to } } };
    default: {
      const from = audience.from === null ? {} : { gte: dayNumber(audience.from) };
      const to = audience.to === null ? {} : { lte: dayNumber(audience.to) };
      return { range: { [audience.kind === "createdAt" ? "created_day" : "last_active_day"]: { ...from, ...to } } };
    }
  }
}

export function anyOf(of: Query[]): Query {
  const [only] = of;
  if (only === undefined) return NOBODY;
  return of.length === 1 ? only : { bool: { should: of, minimum_should_match: 1 } };
}

function listed(ordinals: ArrayLike<number>): Query {
  const lists: Query[] = [];
  for (let from = 0; from < ordinals.length; from += MOST_TERMS) {
    lists.push({ terms: { ordinal: Array.prototype.slice.call(ordinals, from, from + MOST_TERMS) } });
  }
  return lists.length === 0 ? NOBODY : { bool: { filter: [anyOf(lists)], must_not: [DELETED] } };
}

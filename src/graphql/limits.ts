import { type DocumentNode, type GraphQLError, type GraphQLSchema, parse, validate } from "graphql";
import { BadInputError } from "./errors.js";
import { limitRules, MAX_VALUE_DEPTH } from "./limit-rules.js";

export const MAX_TOKENS = 2000;
/** Bytes of a request body or WebSocket message. */
export const MAX_BODY_BYTES = 256 * 1024;
/** Listing more faults helps nobody, and finding them costs. */
export const MAX_ERRORS = 10;

const REMEMBERED_QUERIES = 500;
const LONGEST_REMEMBERED_QUERY = 10_000;

/** What a request must keep to before anything of it is carried out, the same over HTTP and WebSocket. */
export class RequestLimits {
  private readonly passed = new Map<string, DocumentNode>();
  private readonly valid = new WeakSet<DocumentNode>();

  constructor(private readonly schema: GraphQLSchema) {}

  /** Throws a GraphQLError (syntax, or a limit exceeded) or a BadInputError (variables). */
  check(query: string, variables: unknown): DocumentNode {
    checkVariables(variables);
    const known = this.passed.get(query);
    if (known !== undefined) return known;
    const document = parse(query, { maxTokens: MAX_TOKENS });
    const [error] = validate(this.schema, document, limitRules, { maxErrors: 1 });
    if (error !== undefined) throw error;
    this.remember(query, document);
    return document;
  }

  /** `check`, then graphql-js's own rules: the errors, or a document ready to be carried out. */
  prepare(query: string, variables: unknown): DocumentNode | readonly GraphQLError[] {
    const document = this.check(query, variables);
    if (this.valid.has(document)) return document;
    const errors = validate(this.schema, document, undefined, { maxErrors: MAX_ERRORS });
    if (errors.length > 0) return errors;
    this.valid.add(document);
    return document;
  }

  private remember(query: string, document: DocumentNode): void {
    if (query.length > LONGEST_REMEMBERED_QUERY) return;
    const [oldest] = this.passed.keys();
    if (oldest !== undefined && this.passed.size >= REMEMBERED_QUERIES) this.passed.delete(oldest);
    this.passed.set(query, document);
  }
}

/**
 * Refuses variables that nest too deeply (graphql-js coerces recursively: 30,000 levels fit into a body and overflow the
 * stack) and text that PostgreSQL cannot store.
 */
function checkVariables(variables: unknown): void {
  if (typeof variables !== "object" || variables === null) return;
  for (const [name, value] of Object.entries(variables)) {
    const fault = faultIn(value, 0);
    if (fault !== null) throw new BadInputError(`${name}${fault.path}`.slice(0, 200), fault.message);
  }
}

function faultIn(value: unknown, depth: number): { path: string; message: string } | null {
  if (typeof value === "string") return value.includes("\0") ? { path: "", message: "must not contain the character U+0000" } : null;
  if (typeof value !== "object" || value === null) return null;
  if (depth >= MAX_VALUE_DEPTH) return { path: "", message: `nests deeper than ${MAX_VALUE_DEPTH} levels` };
  for (const [key, inner] of Object.entries(value)) {
    const fault = faultIn(inner, depth + 1);
    if (fault !== null) return { ...fault, path: `${Array.isArray(value) ? `[${key}]` : `.${key}`}${fault.path}` };
  }
  return null;
}

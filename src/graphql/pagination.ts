import { type ClassType, Field, Int, ObjectType } from "type-graphql";
import { BadInputError } from "./errors.js";

/** The largest page any list gives. */
export const MAX_PAGE_SIZE = 200;

@ObjectType({ description: "Where a page stands in its list." })
export class PageInfo {
  @Field(() => Boolean, { description: "Whether there is more after this page." })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: "Whether there is anything before this page." })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: "Cursor of the first edge; null on an empty page." })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: "Cursor of the last edge, to be given as `after`; null on an empty page." })
  endCursor!: string | null;
}

export interface Edge<T> {
  cursor: string;
  node: T;
}

export interface Connection<T> {
  edges: Edge<T>[];
  pageInfo: PageInfo;
  totalCount: number;
}

/** The Relay connection and edge classes for `Node`: `class UserConnection extends connectionOf(User, "User") {}` is not needed, use the result as it is. */
export function connectionOf<T extends object>(node: () => ClassType<T>, name: string): ClassType<Connection<T>> {
  @ObjectType(`${name}Edge`, { description: `One ${name} in a page.` })
  class EdgeClass {
    @Field(() => String, { description: "Where this edge stands; stable, to be given as `after`." })
    cursor!: string;

    @Field(node, { description: `The ${name} itself.` })
    node!: T;
  }

  @ObjectType(`${name}Connection`, { description: `A page of ${name} objects.` })
  class ConnectionClass {
    @Field(() => [EdgeClass], { description: "The page, in the list's stable order." })
    edges!: EdgeClass[];

    @Field(() => PageInfo, { description: "Where the page stands." })
    pageInfo!: PageInfo;

    @Field(() => Int, { description: "How many there are in the whole list." })
    totalCount!: number;
  }
  return ConnectionClass;
}

/** Checks `first` (1..200). */
export function pageSize(first: number, field = "first"): number {
  if (first < 1 || first > MAX_PAGE_SIZE) throw new BadInputError(field, `must be from 1 to ${MAX_PAGE_SIZE}, got ${first}`);
  return first;
}

/** An opaque cursor over `key`, which says of which list it is: a cursor of another list is refused. */
export function encodeCursor(list: string, key: string | number): string {
  return Buffer.from(`${list}:${key}`).toString("base64url");
}

/** The key inside `after`, or null where there is none. */
export function decodeCursor(list: string, after: string | null | undefined, pattern: RegExp = /^\d{1,10}$/): string | null {
  if (after === null || after === undefined) return null;
  const text = Buffer.from(after, "base64url").toString("utf8");
  const key = text.slice(list.length + 1);
  if (!text.startsWith(`${list}:`) || !pattern.test(key)) {
    throw new BadInputError("after", "is not a cursor of this list; give back an endCursor as it was received");
  }
  return key;
}

/**
 * A connection from rows read with one extra row (`limit = first + 1`), which tells whether there is more.
 * `hasPreviousPage` is true whenever a cursor was given.
 */
export function toConnection<R, T>(
  rows: readonly R[],
  page: { first: number; after: string | null | undefined; totalCount: number },
  edge: (row: R) => Edge<T>,
): Connection<T> {
  const edges = rows.slice(0, page.first).map(edge);
  return {
    edges,
    totalCount: page.totalCount,
    pageInfo: {
      hasNextPage: rows.length > page.first,
      hasPreviousPage: page.after !== null && page.after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

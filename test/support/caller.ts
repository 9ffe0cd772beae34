import type { GraphQLFormattedError } from "graphql";

export interface Answer {
  status: number;
  headers: Headers;
  data: Record<string, unknown> | null | undefined;
  errors: GraphQLFormattedError[] | undefined;
  /** The first error's code; undefined where there is none. */
  code: string | undefined;
}

/** Asks one GraphQL operation. */
export type Caller = (query: string, variables?: Record<string, unknown>, token?: string) => Promise<Answer>;

export function httpCaller(url: string): Caller {
  return (query, variables, token) =>
    send(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    });
}

/** Any HTTP request whose answer is GraphQL's. */
export async function send(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  const { data, errors } = (await response.json()) as Pick<Answer, "data" | "errors">;
  return { status: response.status, headers: response.headers, data, errors, code: errors?.[0]?.extensions?.code as string | undefined };
}

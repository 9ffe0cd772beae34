import type { z } from "zod";

export interface ControlCall {
  query: URLSearchParams;
  body: unknown;
}

/** One control call and what the listing tells of it. */
export interface ControlRoute {
  about: string;
  /** What may stand in the query, and what it means. */
  query?: Readonly<Record<string, string>>;
  body?: z.ZodType;
  run(call: ControlCall): unknown;
}

/** By method and path below the prefix, as `GET state`. */
export type ControlRoutes = Readonly<Record<string, ControlRoute>>;

export const APP_ID = { appId: "which app; may be left out where there is one" };

/** A call that tells something. */
export function asking(
  about: string,
  run: (query: URLSearchParams) => unknown,
  query: Readonly<Record<string, string>> = {},
): ControlRoute {
  return { about, query, run: (call) => run(call.query) };
}

/** A call that orders something; its body is checked before `run`. */
export function ordering<Shape extends z.ZodType>(about: string, body: Shape, run: (order: z.output<Shape>) => unknown): ControlRoute {
  return { about, body, run: (call) => run(body.parse(call.body)) };
}

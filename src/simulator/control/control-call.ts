export interface ControlCall {
  query: URLSearchParams;
  body: unknown;
}

/** By method and path below the prefix, as `GET state`. */
export type ControlRoutes = Readonly<Record<string, (call: ControlCall) => unknown>>;

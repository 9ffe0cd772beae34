/** Ids and fixed words only: never an openid, a phone, a token or anything a person wrote. */
export type Attributes = Readonly<Record<string, string | number>>;

/**
 * Follows one piece of work through the program: what was asked, the steps it took, what each cost. `begin` is for what comes
 * from outside or goes on by itself, `step` for what is part of it.
 */
export interface Tracing {
  /** False: nothing is recorded, and everything below only does the work. */
  readonly on: boolean;
  /** Begins a trace, or goes on with the one under way or the one that `traceparent` (W3C) names. It ends when what `work` gives is settled. */
  begin<T>(start: { name: string; attributes?: Attributes; traceparent?: string }, work: () => T): T;
  /** A step of the trace under way; where there is none, only the work. */
  step<T>(name: string, attributes: Attributes, work: () => T): T;
  /** A step that ended just now. `failure` is a kind, never a message. */
  ended(name: string, attributes: Attributes, outcome: { ms: number; failure: string | null }): void;
  /** What turned out about the step under way. */
  describe(name: string, attributes: Attributes): void;
  /** By which another process, or a later job, goes on with the trace under way. */
  traceparent(): string | undefined;
  /** Sends what was recorded. */
  close(): Promise<void>;
}

export const noTracing: Tracing = {
  on: false,
  begin: (_start, work) => work(),
  step: (_name, _attributes, work) => work(),
  ended: () => undefined,
  describe: () => undefined,
  traceparent: () => undefined,
  close: async () => undefined,
};

export interface TracingOptions {
  /** Of an OpenTelemetry collector that takes OTLP over HTTP, e.g. http://collector:4318. */
  endpoint: string;
  /** Of the traces that begin here, from 0 to 1. */
  ratio: number;
}

/** `service`, each of its methods being a step of the trace under way; `service` itself where nothing is recorded. */
export function tracedService<T extends object>(tracing: Tracing, name: string, service: T): T {
  if (!tracing.on) return service;
  return new Proxy(service, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) => tracing.step(`${name}.${String(key)}`, {}, () => Reflect.apply(member, target, args) as unknown);
    },
  });
}

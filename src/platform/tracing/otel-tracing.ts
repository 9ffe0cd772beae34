import {
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { withLogFields } from "../logging/log-fields.js";
import type { Attributes, Tracing, TracingOptions } from "./tracing.js";

/** A stop of the whole program may take 10 s, and a collector that does not answer must not take them all. */
const FLUSH_MS = 2_000;
const TRACEPARENT = "traceparent";

/**
 * OpenTelemetry, over OTLP/HTTP. Its own variables for the exporter (OTEL_EXPORTER_OTLP_HEADERS, _TIMEOUT, …) hold as well. It is
 * set globally, once a process, so that the Elasticsearch client's own steps are part of the same traces.
 */
export function openOtelTracing({ endpoint, ratio }: TracingOptions): Tracing {
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces` });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "tagcast" }),
    sampler: new ParentBasedSampler({ root: new BegunHere(ratio) }),
    // Events hold messages of exceptions, which may quote what somebody wrote.
    spanLimits: { eventCountLimit: 0 },
    spanProcessors: [new BatchSpanProcessor({ exporter, exportTimeoutMillis: FLUSH_MS })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  return new OtelTracing(provider.getTracer("tagcast"), async () => {
    // What a collector does not take is lost: nobody waits for it.
    await provider.forceFlush({ timeoutMillis: FLUSH_MS }).catch(() => undefined);
    await provider.shutdown().catch(() => undefined);
    trace.disable();
    context.disable();
    propagation.disable();
  });
}

/** Steps outside of any trace, such as the search index's rounds each second, begin none. */
class BegunHere implements Sampler {
  private readonly share: TraceIdRatioBasedSampler;

  constructor(ratio: number) {
    this.share = new TraceIdRatioBasedSampler(ratio);
  }

  shouldSample(parent: Context, traceId: string, _name: string, kind: SpanKind) {
    return kind === SpanKind.SERVER ? this.share.shouldSample(parent, traceId) : { decision: SamplingDecision.NOT_RECORD };
  }

  toString(): string {
    return `BegunHere{${this.share}}`;
  }
}

class OtelTracing implements Tracing {
  readonly on = true;

  constructor(
    private readonly tracer: Tracer,
    readonly close: () => Promise<void>,
  ) {}

  begin<T>({ name, attributes, traceparent }: { name: string; attributes?: Attributes; traceparent?: string }, work: () => T): T {
    const parent = traceparent === undefined ? context.active() : propagation.extract(ROOT_CONTEXT, { [TRACEPARENT]: traceparent });
    const span = this.tracer.startSpan(name, { kind: SpanKind.SERVER, attributes: { ...attributes } }, parent);
    return withLogFields({ traceId: span.spanContext().traceId }, () => within(span, parent, work));
  }

  step<T>(name: string, attributes: Attributes, work: () => T): T {
    if (trace.getActiveSpan() === undefined) return work();
    return within(this.tracer.startSpan(name, { attributes: { ...attributes } }), context.active(), work);
  }

  ended(name: string, attributes: Attributes, { ms, failure }: { ms: number; failure: string | null }): void {
    if (trace.getActiveSpan() === undefined) return;
    const options = { kind: SpanKind.CLIENT, startTime: Date.now() - ms, attributes: { ...attributes } };
    const span = this.tracer.startSpan(name, options);
    if (failure !== null) fail(span, failure);
    span.end();
  }

  describe(name: string, attributes: Attributes): void {
    trace
      .getActiveSpan()
      ?.updateName(name)
      .setAttributes({ ...attributes });
  }

  traceparent(): string | undefined {
    const carrier: Record<string, string> = {};
    propagation.inject(context.active(), carrier);
    return carrier[TRACEPARENT];
  }
}

/** Runs `work` inside the span, which ends with it: a promise when it is settled. */
function within<T>(span: Span, parent: Context, work: () => T): T {
  let result: T;
  try {
    result = context.with(trace.setSpan(parent, span), work);
  } catch (error) {
    fail(span, kindOf(error));
    span.end();
    throw error;
  }
  if (!(result instanceof Promise)) {
    span.end();
    return result;
  }
  const ended = result.then(
    () => span.end(),
    (error: unknown) => {
      fail(span, kindOf(error));
      span.end();
    },
  );
  // Given back only then, so that whoever waited finds the span ended.
  return ended.then(() => result) as T;
}

function fail(span: Span, kind: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute("error.type", kind);
}

function kindOf(error: unknown): string {
  return error instanceof Error ? error.name : "unknown";
}

import { noTracing, type Tracing, type TracingOptions } from "./tracing.js";

/** OpenTelemetry's modules are loaded only where traces are wanted: they cost 60 ms and 10 MB. */
export async function openTracing(options: TracingOptions | null): Promise<Tracing> {
  if (options === null) return noTracing;
  const { openOtelTracing } = await import("./otel-tracing.js");
  return openOtelTracing(options);
}

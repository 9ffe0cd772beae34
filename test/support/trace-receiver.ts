import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  attributes: Record<string, string>;
  /** OTLP's code: 2 is an error. */
  status: number;
}

interface OtlpBody {
  resourceSpans: { scopeSpans: { spans: OtlpSpan[] }[] }[];
}
interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  status?: { code?: number };
  attributes?: { key: string; value: Record<string, unknown> }[];
}

/** A collector that takes OTLP/HTTP in JSON, and keeps what came. */
export async function startTraceReceiver() {
  const spans: ReceivedSpan[] = [];
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    const body = (await json(request)) as OtlpBody;
    bodies.push(JSON.stringify(body));
    for (const { scopeSpans } of body.resourceSpans) for (const scope of scopeSpans) spans.push(...scope.spans.map(received));
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    /** All that came, as it came. */
    bodies,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function received({ traceId, spanId, parentSpanId = "", name, status, attributes = [] }: OtlpSpan): ReceivedSpan {
  const texts = attributes.map(({ key, value }) => [key, String(Object.values(value)[0])]);
  return {
    traceId,
    spanId,
    parentSpanId,
    name,
    status: status?.code ?? 0,
    attributes: Object.fromEntries(texts) as Record<string, string>,
  };
}

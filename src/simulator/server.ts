import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ApiCalls } from "./api-call.js";
import type { ControlApi } from "./control/control-api.js";
import { CONTROL_PREFIX } from "./control/control-api.js";
import { isFromElsewhere } from "./control/from-elsewhere.js";
import { PageFiles } from "./control/page-files.js";
import type { SimulatorLogger } from "./options.js";
import type { PublicFiles } from "./public-files.js";
import { takesUploads } from "./router.js";

/** Ten thousand openids are 310 kB; anything bigger is not a call the simulator knows. */
const MOST_BODY_BYTES = 4 << 20;
/** The biggest media are 10 MB; what is somewhat bigger must be refused by errcode, what is much bigger by HTTP 413. */
const MOST_UPLOAD_BYTES = 32 << 20;
/** Longer than clients keep idle connections, so that the server does not close one a call is just being written to. */
const KEEP_ALIVE_MS = 120_000;
/** A thousand callers at once on a busy machine: Node's 511 would reset the connections of some. */
const BACKLOG = 4096;

export interface ListeningServer {
  port: number;
  close(): Promise<void>;
}

interface Parts {
  api: ApiCalls;
  control: ControlApi;
  files: PublicFiles;
  logger: SimulatorLogger | null;
}

/** Starts the HTTP server; rejects when the port is taken. */
export async function listen(parts: Parts, host: string, port: number): Promise<ListeningServer> {
  const all = { ...parts, pages: new PageFiles() };
  const server = createServer((request, response) => {
    answer(all, request, response).catch((error: unknown) => {
      parts.logger?.warn({ error: String(error) }, "a call failed inside the simulator");
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
      response.end();
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host, backlog: BACKLOG }, resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => shut(server) };
}

async function answer(
  { api, control, files, pages }: Parts & { pages: PageFiles },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = URL.parse(request.url ?? "/", "http://simulator");
  const body = await readBody(request, url && takesUploads(url.pathname) ? MOST_UPLOAD_BYTES : MOST_BODY_BYTES);
  if (!url || body === null) {
    response.writeHead(url ? 413 : 400, { connection: "close" }).end();
    return;
  }
  const { pathname: path, searchParams: query } = url;
  const method = request.method ?? "GET";
  if (pages.has(method, path)) {
    pages.answer(path, response);
  } else if (path.startsWith(CONTROL_PREFIX)) {
    const fromElsewhere = isFromElsewhere(request.headers);
    await control.answer({ method, path: path.slice(CONTROL_PREFIX.length), query, body, fromElsewhere }, response);
  } else if (files.has(path)) {
    await files.answer(method, path, response);
  } else {
    const { host = "127.0.0.1", "content-type": contentType = "" } = request.headers;
    const ip = request.socket.remoteAddress ?? "";
    await api.answer({ method, path, query, ip, origin: `http://${host}`, contentType, body }, response);
  }
}

/** Null when there is too much of it. */
async function readBody(request: IncomingMessage, most: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function shut(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

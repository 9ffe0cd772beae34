import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Recorded {
  method: string;
  /** `/cgi-bin/tags/get`, without the query. */
  path: string;
  query: URLSearchParams;
  contentType: string | undefined;
  body: string;
}

export interface Recorder {
  url: string;
  /** What went through, in order. */
  recorded: Recorded[];
  close(): Promise<void>;
}

/** Passes everything on to `target` unaltered, and writes down what a client really sends. */
export async function startRecorder(target: string): Promise<Recorder> {
  const recorded: Recorded[] = [];
  const server = createServer((incoming, response) => {
    pass(incoming, response, target, recorded).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, recorded, close };
}

async function pass(incoming: IncomingMessage, response: ServerResponse, target: string, recorded: Recorded[]): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const { method = "GET", url = "/", rawHeaders, headers } = incoming;
  const { pathname: path, searchParams: query } = new URL(url, target);
  recorded.push({ method, path, query, contentType: headers["content-type"], body: Buffer.concat(chunks).toString("utf8") });
  await new Promise<void>((resolve, reject) => {
    const onward = request(target + url, { method, headers: rawHeaders as unknown as string[] }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response).once("close", resolve);
    });
    onward.once("error", reject);
    for (const chunk of chunks) onward.write(chunk);
    onward.end();
  });
}

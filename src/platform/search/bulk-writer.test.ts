import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { type BulkItem, openSearch, type SearchClient, SearchIndexGone, writeAll } from "./index.js";

interface Line {
  op: string;
  id: string;
}

let server: Server;
let client: SearchClient;
afterEach(async () => {
  await client.close();
  server.close();
});

/** A stand-in that answers each bulk request as told; for what a real server does only when it is ill. */
async function answering(answer: (lines: Line[], request: number) => { status: number; items?: object[] }): Promise<Line[][]> {
  const requests: Line[][] = [];
  server = createServer(async (request, response) => {
    const lines = actionsOf(await bodyOf(request));
    requests.push(lines);
    const { status, items } = answer(lines, requests.length);
    response.writeHead(status, { "content-type": "application/json", "x-elastic-product": "Elasticsearch" });
    response.end(JSON.stringify(items ? { items } : { error: { type: "es_rejected_execution_exception" } }));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  client = openSearch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return requests;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function actionsOf(body: string): Line[] {
  const rows = body.split("\n").filter((row) => row !== "");
  return rows.flatMap((row) =>
    Object.entries(JSON.parse(row) as Record<string, { _id?: string }>).flatMap(([op, { _id }]) => (_id ? [{ op, id: _id }] : [])),
  );
}

const taken = ({ op, id }: Line) => ({ [op]: { _id: id, status: 200 } });
const failed = ({ op, id }: Line, status: number, type: string) => ({ [op]: { _id: id, status, error: { type, reason: "x" } } });
const index = (id: string, text = "x"): BulkItem => ({ id, version: 1, document: { text } });

it("sends again only what was too busy, deletions among it, until it is taken", async () => {
  const requests = await answering((lines, request) => {
    if (request === 1) return { status: 429 };
    const items = lines.map((line, i) => (request === 2 && i > 0 ? failed(line, 429, "es_rejected_execution_exception") : taken(line)));
    return { status: 200, items };
  });
  const refusals = await writeAll(client, "a", [index("1"), { id: "2", version: 1, document: null }, index("3")]);
  expect(refusals).toEqual([]);
  // The client itself repeats a request that was refused as a whole, too.
  expect(requests.at(-1)).toEqual([
    { op: "delete", id: "2" },
    { op: "index", id: "3" },
  ]);
});

it("gives back what is refused for good; an older version is no refusal", async () => {
  await answering((lines) => ({
    status: 200,
    items: lines.map((line) => {
      if (line.id === "bad") return failed(line, 400, "document_parsing_exception");
      return line.id === "old" ? failed(line, 409, "version_conflict_engine_exception") : taken(line);
    }),
  }));
  expect(await writeAll(client, "a", [index("good"), index("bad"), index("old")])).toEqual([
    { id: "bad", type: "document_parsing_exception" },
  ]);
});

it("tells that the index is gone", async () => {
  await answering((lines) => ({ status: 200, items: lines.map((line) => failed(line, 404, "index_not_found_exception")) }));
  await expect(writeAll(client, "a", [index("1")])).rejects.toThrow(SearchIndexGone);
});

it("has at most two requests under way, and reads on only as they end", async () => {
  let read = 0;
  const ahead: number[] = [];
  const requests = await answering((lines) => {
    ahead.push(read);
    return { status: 200, items: lines.map(taken) };
  });
  function* items() {
    for (; read < 40; read++) yield index(String(read), "y".repeat(500_000));
  }
  await writeAll(client, "a", items());
  expect(requests.flat()).toHaveLength(40);
  // Four documents fill a request: two on their way and one being filled.
  expect(ahead[0]).toBeLessThanOrEqual(12);
});

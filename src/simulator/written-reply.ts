import type { ServerResponse } from "node:http";
import type { Reply } from "./endpoint.js";
import { FileReply } from "./file-reply.js";
import { writeJson } from "./json.js";

export interface WrittenReply {
  headers: Record<string, string | number>;
  bytes: Buffer;
}

/** A reply as it goes over the wire. */
export function writtenReply(reply: Reply | FileReply): WrittenReply {
  if (reply instanceof FileReply) return { headers: reply.headers, bytes: reply.bytes };
  const bytes = Buffer.from(writeJson(reply));
  return { headers: { "content-type": "application/json; encoding=utf-8", "content-length": bytes.length }, bytes };
}

export function send(response: ServerResponse, { headers, bytes }: WrittenReply): void {
  response.writeHead(200, headers).end(bytes);
}

import type { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isObjectKey } from "../platform/objects/object-key.js";
import type { ObjectLinks } from "../platform/objects/object-links.js";
import type { ObjectStore } from "../platform/objects/object-store.port.js";

const REFUSED = {
  400: "There is no file in this request: PUT its bytes as the body.",
  403: "This link is not valid. Ask for a new one where you got it.",
  409: "The file is there already. Go on with it, or ask for a new link for another one.",
  410: "This link has expired. Ask for a new one where you got it.",
  413: "The file is larger than was asked for.",
};

interface UploadRequest {
  Params: { "*": string };
  Querystring: { expires?: unknown; bytes?: unknown; signature?: unknown };
}

class TooLarge extends Error {}

/**
 * `PUT /objects/<key>?expires=…&bytes=…&signature=…`: one object, once, for whoever has the address, until it expires. The body is
 * streamed into the store, whatever type it claims; an object is there whole or not at all, so who was cut off puts it again.
 */
export function uploadRoutes(app: FastifyInstance, parts: { objects: Pick<ObjectStore, "stat" | "put">; links: ObjectLinks }): void {
  app.removeAllContentTypeParsers();
  // The body as it comes: nothing of it is read before the link was looked at.
  app.addContentTypeParser("*", (_request, body, done) => done(null, body));
  app.put<UploadRequest>("/objects/*", async (request, reply) => {
    reply.header("cache-control", "no-store");
    const status = (await refusal(request, parts)) ?? (await store(request, parts.objects));
    if (status === 201) return reply.code(status).send();
    return status === "gone" ? reply.hijack() : refuse(reply, status);
  });
}

async function refusal(
  { params, query, headers, body }: FastifyRequest<UploadRequest>,
  { objects, links }: { objects: Pick<ObjectStore, "stat">; links: ObjectLinks },
): Promise<keyof typeof REFUSED | null> {
  const key = params["*"];
  const verdict = isObjectKey(key) ? links.checkUpload(key, query) : "forged";
  if (verdict !== "good") return verdict === "expired" ? 410 : 403;
  if (Number(headers["content-length"] ?? 0) > Number(query.bytes)) return 413;
  if ((await objects.stat(key)) !== null) return 409;
  return body === undefined ? 400 : null;
}

/** `gone`: nobody is there any more to read an answer. */
async function store({ params, query, body, raw }: FastifyRequest<UploadRequest>, objects: Pick<ObjectStore, "put">) {
  const content = { contentType: "application/octet-stream", fileName: null };
  try {
    await objects.put(params["*"], content, upTo(Number(query.bytes), body as Readable));
    return 201;
  } catch (error) {
    if (error instanceof TooLarge) return 413;
    if (raw.destroyed) return "gone";
    throw error;
  }
}

async function* upTo(maxBytes: number, body: Readable): AsyncGenerator<Uint8Array> {
  let left = maxBytes;
  // Destroyed with its body, a request gets no answer.
  for await (const piece of body.iterator({ destroyOnReturn: false })) {
    left -= (piece as Uint8Array).length;
    if (left < 0) throw new TooLarge();
    yield piece as Uint8Array;
  }
}

function refuse(reply: FastifyReply, status: keyof typeof REFUSED): FastifyReply {
  return reply.code(status).type("text/plain; charset=utf-8").send(`${REFUSED[status]}\n`);
}

import { create as contentDisposition } from "content-disposition";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { parse as parseRanges } from "range-parser";
import { isObjectKey } from "../platform/objects/object-key.js";
import type { ObjectLinks } from "../platform/objects/object-links.js";
import type { ByteRange, ObjectInfo, ObjectStore } from "../platform/objects/object-store.port.js";

const REFUSED = {
  403: "This link is not valid. Ask for a new one where you got it.",
  404: "The file is no longer there.",
  410: "This link has expired. Ask for a new one where you got it.",
  416: "The file has no such range of bytes.",
};

interface ObjectRequest {
  Params: { "*": string };
  Querystring: { expires?: unknown; signature?: unknown };
}

/** `GET` and `HEAD /objects/<key>?expires=…&signature=…`: one object for whoever has the address, until it expires. Nothing is listed. */
export function objectRoutes(app: FastifyInstance, parts: { objects: Pick<ObjectStore, "stat" | "open">; links: ObjectLinks }): void {
  app.route<ObjectRequest>({
    method: ["GET", "HEAD"],
    url: "/objects/*",
    handler: async (request, reply) => {
      reply.header("cache-control", "no-store");
      const key = request.params["*"];
      const verdict = isObjectKey(key) ? parts.links.check(key, request.query.expires, request.query.signature) : "forged";
      if (verdict !== "good") return refuse(reply, verdict === "expired" ? 410 : 403);
      const info = await parts.objects.stat(key);
      return info === null ? refuse(reply, 404) : answer(parts.objects, info, request, reply);
    },
  });
}

async function answer(
  objects: Pick<ObjectStore, "open">,
  info: ObjectInfo,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const range = rangeOf(request, info);
  if (range === "unsatisfiable") return refuse(reply.header("content-range", `bytes */${info.bytes}`), 416);
  const { start, end } = range ?? { start: 0, end: info.bytes - 1 };
  reply
    .code(range === null ? 200 : 206)
    .header("accept-ranges", "bytes")
    .header("etag", `"${info.etag}"`)
    .header("content-type", info.contentType)
    .header("content-length", end - start + 1)
    .header("content-disposition", contentDisposition(info.fileName ?? info.key.slice(info.key.lastIndexOf("/") + 1)));
  if (range !== null) reply.header("content-range", `bytes ${start}-${end}/${info.bytes}`);
  if (request.method === "HEAD") return reply.send();
  const opened = await objects.open(info.key, range ?? undefined);
  if (opened?.info.etag === info.etag) return reply.send(opened.body);
  opened?.body.destroy();
  for (const name of ["content-length", "content-range", "content-disposition", "etag"]) reply.removeHeader(name);
  return refuse(reply, 404);
}

/** Null: the whole. More than one range, or one of another version of the object, is answered with the whole, as HTTP allows. */
function rangeOf({ method, headers }: FastifyRequest, { bytes, etag }: ObjectInfo): ByteRange | "unsatisfiable" | null {
  if (method !== "GET" || headers.range === undefined) return null;
  const condition = headers["if-range"];
  if (condition !== undefined && condition !== `"${etag}"`) return null;
  const { code, type, ranges } = parseRanges(bytes, headers.range);
  if (type !== "bytes" || (code & 1) !== 0) return null;
  const [range, ...others] = ranges;
  if (range === undefined) return code === 0 ? null : "unsatisfiable";
  return others.length === 0 ? { start: range.start, end: range.end } : null;
}

function refuse(reply: FastifyReply, status: keyof typeof REFUSED): FastifyReply {
  return reply.code(status).type("text/plain; charset=utf-8").send(`${REFUSED[status]}\n`);
}

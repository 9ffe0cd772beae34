import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { FastifyInstance, FastifyReply } from "fastify";

/** Beside the compiled server, and at the same place seen from its sources. */
const BUILT = new URL("../../dist/console/", import.meta.url);
const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};
/** What Vite writes where a nonce belongs. */
const NONCE_PLACE = /CSP_NONCE/g;
/** The console's addresses: each gives the same page, whose script shows what the address names. */
const ADDRESSES = ["/", "/login", "/users", "/tags", "/tags/*", "/sends", "/sends/*", "/materials", "/settings", "/settings/*"];

/**
 * Scripts are ours alone; styles too, or carry the page's nonce (Ant Design writes its own while it runs). Pictures and videos may come
 * from the object store besides, and nothing else may.
 */
function policy(nonce: string, mediaOrigin: string | null): string {
  const media = mediaOrigin === null ? "'self'" : `'self' ${mediaOrigin}`;
  return [
    "default-src 'none'; script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    `connect-src 'self'; img-src ${media} data: blob:; media-src ${media} blob:`,
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  ].join("; ");
}

/**
 * The operators' console at `/`. False where it is not built, and then no address is taken: from the sources, by `npm run dev`
 * and in tests, the server runs without it.
 */
export function consoleFiles(app: FastifyInstance, mediaOrigin: string | null): boolean {
  if (!existsSync(new URL("index.html", BUILT))) return false;
  const html = readFileSync(new URL("index.html", BUILT), "utf8");
  for (const address of ADDRESSES) app.get(address, async (_request, reply) => sendPage(reply, html, mediaOrigin));
  const names = readdirSync(new URL("assets/", BUILT));
  for (const name of names.filter((file) => !file.endsWith(".gz"))) serveAsset(app, name);
  return true;
}

function sendPage(reply: FastifyReply, html: string, mediaOrigin: string | null): FastifyReply {
  const nonce = randomBytes(16).toString("base64");
  return reply
    .header("content-security-policy", policy(nonce, mediaOrigin))
    .header("cache-control", "no-store")
    .type("text/html; charset=utf-8")
    .send(html.replaceAll(NONCE_PLACE, nonce));
}

/** Names hold a hash of what is in the file, so that browsers may keep it for good. */
function serveAsset(app: FastifyInstance, name: string): void {
  const plain = readFileSync(new URL(`assets/${name}`, BUILT));
  const gzipped = readFileSync(new URL(`assets/${name}.gz`, BUILT));
  const type = TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream";
  app.get(`/assets/${name}`, async (request, reply) => {
    reply.header("cache-control", "public, max-age=31536000, immutable").header("vary", "accept-encoding").type(type);
    if (!/\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""))) return reply.send(plain);
    return reply.header("content-encoding", "gzip").send(gzipped);
  });
}

import { readFileSync } from "node:fs";
import type { FastifyInstance, FastifyReply } from "fastify";
import { consoleFiles } from "./console-files.js";
import type { HttpServerOptions } from "./options.js";

type PageOptions = Pick<HttpServerOptions, "explorer" | "mediaOrigin">;

/** Pages load their own scripts and styles and talk to this server; nothing inline, nothing from elsewhere. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const TYPES = { html: "text/html; charset=utf-8", js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8" };
const EXPLORER_FILES = ["explorer.js", "schema-docs.js", "socket-client.js", "examples.js", "explorer.css"];

/**
 * `/` is the console, or says what this is where the console is not built; in the sandbox a browser that opens `/graphql` gets
 * the explorer. Everything works offline.
 */
export function pageRoutes(app: FastifyInstance, { explorer, mediaOrigin }: PageOptions): void {
  if (!consoleFiles(app, mediaOrigin)) {
    const landing = page(explorer ? "landing-sandbox.html" : "landing.html");
    app.get("/", async (_request, reply) => send(reply, landing, "html"));
    serve(app, "/pages/landing.css", "landing.css");
  }
  if (!explorer) return;
  const html = page("explorer.html");
  app.addHook("onRequest", async (request, reply) => {
    if (request.method === "GET" && request.url === "/graphql" && wantsPage(request.headers.accept)) return send(reply, html, "html");
  });
  for (const file of EXPLORER_FILES) serve(app, `/pages/${file}`, file);
}

function serve(app: FastifyInstance, url: string, file: string): void {
  const body = page(file);
  const type = file.endsWith(".css") ? "css" : "js";
  app.get(url, async (_request, reply) => send(reply, body, type));
}

function send(reply: FastifyReply, body: string, type: keyof typeof TYPES): FastifyReply {
  return reply.header("content-security-policy", PAGE_POLICY).header("cache-control", "no-cache").type(TYPES[type]).send(body);
}

/** Browsers name text/html first; programs that take anything (curl's Accept is a star) get GraphQL. */
function wantsPage(accept: string | undefined): boolean {
  return accept?.includes("text/html") === true && !accept.includes("application/json") && !accept.includes("graphql-response");
}

function page(file: string): string {
  return readFileSync(new URL(`./pages/${file}`, import.meta.url), "utf8");
}

import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { CONTROL_PREFIX } from "./control-api.js";

/** The page loads its own script and style and talks to this server; nothing inline, nothing from elsewhere. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const TYPES = { html: "text/html", css: "text/css", js: "text/javascript" };
const PREFIX = `${CONTROL_PREFIX}page/`;
const FILES = ["base.css", "layout.css", "lists.css", "phone.css", "page.js", "morph.js", "parts.js", "sections.js", "orders.js"];

/** `/`: what the simulator is doing, for a person watching. Its files lie in `pages/`. */
export class PageFiles {
  private readonly files = new Map([["/", read("index.html")], ...FILES.map((name): [string, PageFile] => [PREFIX + name, read(name)])]);

  has(method: string, path: string): boolean {
    return method === "GET" && this.files.has(path);
  }

  answer(path: string, response: ServerResponse): void {
    const file = this.files.get(path);
    if (!file) return;
    const type = { "content-type": `${file.type}; charset=utf-8`, "x-content-type-options": "nosniff" };
    response.writeHead(200, { ...type, "cache-control": "no-cache", "content-security-policy": POLICY }).end(file.body);
  }
}

interface PageFile {
  type: string;
  body: Buffer;
}

function read(name: string): PageFile {
  const ending = name.slice(name.lastIndexOf(".") + 1) as keyof typeof TYPES;
  return { type: TYPES[ending], body: readFileSync(new URL(`../pages/${name}`, import.meta.url)) };
}

import type { ServerResponse } from "node:http";
import { contentTypeOf } from "./media/formats.js";
import type { StoredFile } from "./model/content-types.js";
import type { World } from "./world.js";

/** As mmbiz.qpic.cn: the addresses of pictures in articles and of videos, open to everybody. */
const PREFIX = "/mmbiz/";
const FILE_PATH = /^\/mmbiz\/([0-9a-f]{64})\.(\w+)$/;

/** Where a file can be fetched without a token. */
export function publicUrl(origin: string, { key, format }: StoredFile): string {
  return `${origin}${PREFIX}${key}.${format}`;
}

/** Whether an address in an article leads to a picture here (of this simulator, whatever its host is called). */
export function isPublicUrl(url: string): boolean {
  return FILE_PATH.test(URL.parse(url)?.pathname ?? "");
}

/** Serves the files that replies give addresses of. */
export class PublicFiles {
  constructor(private readonly world: World) {}

  has(path: string): boolean {
    return path.startsWith(PREFIX);
  }

  /** 404 for what no account has, or has no more. */
  async answer(method: string, path: string, response: ServerResponse): Promise<void> {
    const key = FILE_PATH.exec(path)?.[1] ?? "";
    const file = this.world.media.file(key);
    const bytes = file && method === "GET" ? await this.world.media.read(file) : null;
    if (!file || !bytes) {
      response.writeHead(404, { "content-type": "text/plain" }).end("no such file\n");
      return;
    }
    const type = { "content-type": contentTypeOf(file.format), "x-content-type-options": "nosniff" };
    response.writeHead(200, { ...type, "content-length": bytes.length }).end(bytes);
  }
}

import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Reject } from "../../import/index.js";

/** Where they go if nobody says. */
export const REJECTS_FILE = "tagcast-import-rejects.csv";

/** Writes the rejects as CSV (table, key, reason), UTF-8; gives how many. */
export async function writeRejects(path: string, rejects: AsyncIterable<Reject[]>): Promise<number> {
  let count = 0;
  async function* lines() {
    yield "table,key,reason\n";
    for await (const some of rejects) {
      count += some.length;
      yield some.map(({ table, key, reason }) => `${[table, key, reason].map(field).join(",")}\n`).join("");
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(path, { mode: 0o600 }));
  return count;
}

function field(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

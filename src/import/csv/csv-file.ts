import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parse } from "csv-parse";
import { encodingOf, type TextEncoding, textOf } from "./encoding.js";

export interface CsvLine {
  /** Where the row begins, counted from 1 with the header. */
  line: number;
  cells: readonly string[];
}

/** A cell beyond this is no cell but a quotation mark that nobody closed. */
const MAX_RECORD = 1 << 20;

const DELIMITERS = [",", ";", "\t"] as const;

/** A CSV file with comma, semicolon or tab between its cells. */
export class CsvFile {
  constructor(readonly path: string) {}

  /** SHA-256 of its bytes: what it is the same file by. */
  async fingerprint(): Promise<string> {
    const hash = createHash("sha256");
    await pipeline(createReadStream(this.path), hash);
    return hash.digest("hex");
  }

  /** How many lines it has, the header and an unfinished last one among them. Throws where it is no text. */
  async lines(): Promise<number> {
    const ends = { "\n": 0, "\r": 0 };
    let last = "";
    for await (const piece of textOf(this.path, await encodingOf(this.path))) {
      for (const end of ["\n", "\r"] as const) ends[end] += piece.split(end).length - 1;
      last = piece.at(-1) ?? last;
    }
    // Old Macs ended lines by the return alone.
    return (ends["\n"] || ends["\r"]) + Number(last !== "" && last !== "\n" && last !== "\r");
  }

  /** Its rows, streamed. Throws where it cannot be read as CSV, with the line. */
  async *rows(): AsyncGenerator<CsvLine> {
    const encoding = await encodingOf(this.path);
    const parser = parse({
      bom: true,
      delimiter: await this.delimiter(encoding),
      relaxColumnCount: true,
      skipEmptyLines: true,
      info: true,
      maxRecordSize: MAX_RECORD,
    });
    const text = Readable.from(textOf(this.path, encoding));
    text.once("error", (error) => parser.destroy(error));
    for await (const { record, info } of text.pipe(parser) as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      yield { line: info.lines, cells: record };
    }
  }

  /** The one that the first line has most of: in the rows the others may stand between tags. */
  private async delimiter(encoding: TextEncoding): Promise<string> {
    let start = "";
    for await (const piece of textOf(this.path, encoding)) {
      start += piece;
      if (start.includes("\n") || start.length > MAX_RECORD) break;
    }
    const title = start.split("\n", 1)[0] ?? "";
    const count = (delimiter: string) => title.split(delimiter).length;
    return DELIMITERS.reduce<string>((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best), ",");
  }
}

import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { readJson, writeJson } from "./json.js";

const TAIL_BYTES = 1 << 20;
const NEWLINE = 10;

/**
 * An append-only file of JSON lines. When `flushed` resolves, entries are on disk (fdatasync), or, where they need not survive
 * more than the end of the process, with the operating system. Calls that come together share one write. A line torn by a crash
 * was never acknowledged to anybody and is cut off at the next start.
 */
export class Journal {
  private waiting: string[] = [];
  private durable = false;
  private writing: Promise<void> = Promise.resolve();
  private next: Promise<void> | null = null;

  private constructor(private readonly file: FileHandle) {}

  /** Opens or creates the file and gives each entry in it to `replay`. */
  static async open(path: string, replay: (entry: unknown) => void): Promise<Journal> {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, "a+");
    await cutTornLine(file);
    const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
    for await (const line of lines) replay(readJson(line));
    return new Journal(file);
  }

  /** `survives`: a crash of the machine (default), or of this process only, which is a hundred times cheaper. */
  append(entry: unknown, survives: "machine" | "process" = "machine"): void {
    this.waiting.push(writeJson(entry));
    if (survives === "machine") this.durable = true;
  }

  /** Resolves when everything appended so far is as safe as was asked for. */
  flushed(): Promise<void> {
    if (this.waiting.length === 0) return this.writing;
    this.next ??= this.writing.then(() => {
      const text = `${this.waiting.join("\n")}\n`;
      const { durable } = this;
      this.waiting = [];
      this.durable = false;
      this.writing = this.write(text, durable);
      this.next = null;
      return this.writing;
    });
    return this.next;
  }

  async close(): Promise<void> {
    await this.flushed();
    await this.file.close();
  }

  private async write(text: string, durable: boolean): Promise<void> {
    await this.file.appendFile(text);
    if (durable) await this.file.datasync();
  }
}

async function cutTornLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - TAIL_BYTES);
    const tail = Buffer.alloc(end - start);
    await file.read(tail, 0, tail.length, start);
    const newline = tail.lastIndexOf(NEWLINE);
    if (newline >= 0) return truncateTo(file, start + newline + 1, size);
    end = start;
  }
  await truncateTo(file, 0, size);
}

async function truncateTo(file: FileHandle, length: number, size: number): Promise<void> {
  if (length < size) await file.truncate(length);
}

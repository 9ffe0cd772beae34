import { Readable } from "node:stream";
import type { UploadFile } from "./calls/media-calls.js";

/** The bytes of one upload, over the tries it takes. */
export class UploadSource {
  /** Only what can be opened again can be sent again. */
  readonly replayable: boolean;
  private opened: Readable | null = null;

  constructor(readonly file: UploadFile) {
    this.replayable = typeof file.content === "function";
    if (typeof file.content !== "function") this.opened = watched(file.content);
  }

  /** The bytes from their start; the stream of the try before is destroyed. */
  async open(): Promise<Readable> {
    const { content } = this.file;
    if (typeof content !== "function") return content;
    this.close();
    this.opened = watched(await openedBy(content));
    return this.opened;
  }

  close(): void {
    this.opened?.destroy();
  }
}

/** A stream that fails before it is read, or after the call ended, must not end the process: whoever reads it sees the error. */
function watched(stream: Readable): Readable {
  return stream.on("error", () => undefined);
}

/** What cannot be opened fails as what cannot be read. */
async function openedBy(open: () => Readable | Promise<Readable>): Promise<Readable> {
  try {
    return await open();
  } catch (error) {
    return new Readable().destroy(error instanceof Error ? error : new Error("the file could not be opened"));
  }
}

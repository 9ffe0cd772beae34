import { contentTypeOf, type MediaFormat } from "./media/formats.js";

/** A reply that is a file, not JSON. */
export class FileReply {
  constructor(
    readonly bytes: Buffer,
    private readonly format: MediaFormat,
    /** Without its ending. */
    private readonly name: string,
  ) {}

  get headers(): Record<string, string | number> {
    return {
      "content-type": contentTypeOf(this.format),
      "content-length": this.bytes.length,
      "content-disposition": `attachment; filename="${this.name}.${this.format}"`,
      "x-content-type-options": "nosniff",
    };
  }
}

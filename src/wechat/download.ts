import { Readable } from "node:stream";

const OPENING_BRACE = 0x7b;
/** JSON is a refusal or a reply, HTML comes from a proxy. */
const NO_FILE = /^(?:application\/json|text\/html)\b/i;

/**
 * Whether a reply that begins so is no file. WeChat's content types alone do not tell: clients that know it look into the
 * body, as errors and files came as text/plain alike; but no format that it stores begins with a brace.
 */
export function isText(contentType: string | null, beginning: Uint8Array | null): boolean {
  return (contentType !== null && NO_FILE.test(contentType)) || beginning?.[0] === OPENING_BRACE;
}

/** The first piece of a body, the rest being left in it; null for an empty body. */
export async function firstPiece(body: Readable): Promise<Uint8Array | null> {
  // Between here and the DownloadStream nobody else listens, and an error that nobody hears ends the process.
  body.on("error", () => undefined);
  const pieces = body.iterator({ destroyOnReturn: false });
  const { value, done } = await pieces.next();
  await pieces.return?.();
  return done === true || !(value instanceof Uint8Array) ? null : value;
}

/** A reply's body on its way to whoever reads it: no faster than it is read, given up with it, its errors in our words. */
export class DownloadStream extends Readable {
  /** `first`: what `firstPiece` took out of `body`. */
  constructor(
    first: Uint8Array | null,
    private readonly body: Readable,
    describe: (error: unknown) => Error,
  ) {
    super();
    // Whoever asked may begin to read after the failure: it is told then, and until then ends no process.
    this.on("error", () => undefined);
    this.push(first);
    // A short body may be over by now, and tells it only once.
    if (body.readableEnded) this.push(null);
    else if (body.destroyed) this.destroy(describe(body.errored));
    body.on("data", (piece: Uint8Array) => {
      if (!this.push(piece)) body.pause();
    });
    body.on("end", () => this.push(null));
    body.on("error", (error) => this.destroy(describe(error)));
    body.pause();
  }

  override _read(): void {
    this.body.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.body.destroy();
    done(error);
  }
}

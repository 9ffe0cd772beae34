import { once } from "node:events";
import { Readable } from "node:stream";

const OPENING_BRACE = 0x7b;
/** JSON is a refusal or a reply, HTML comes from a proxy. */
const NO_FILE = /^(?:application\/json|text\/html)\b/i;

/**
 * Whether a reply is no file. WeChat's content types alone do not tell: clients that know it look into the body, as
 * errors and files came as text/plain alike; but no format that it stores begins with a brace. The body is left unread.
 */
export async function holdsText(contentType: string | null, body: Readable): Promise<boolean> {
  if (contentType !== null && NO_FILE.test(contentType)) return true;
  await once(body, "readable");
  const beginning: unknown = body.read();
  if (!(beginning instanceof Uint8Array)) return false;
  body.unshift(beginning);
  return beginning[0] === OPENING_BRACE;
}

/** A reply's body on its way to whoever reads it: no faster than it is read, given up with it, its errors in our words. */
export class DownloadStream extends Readable {
  constructor(
    private readonly body: Readable,
    describe: (error: unknown) => Error,
  ) {
    super();
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

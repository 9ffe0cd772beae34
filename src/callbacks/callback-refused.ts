/** A request to the callback server that is answered with an error, and of which nothing is kept. */
export class CallbackRefused extends Error {
  override readonly name = "CallbackRefused";

  constructor(
    /** 400 unreadable, 403 not signed by WeChat (or too long ago), 404 no such account, 413 too large. */
    readonly status: 400 | 403 | 404 | 413,
    message: string,
  ) {
    super(message);
  }
}

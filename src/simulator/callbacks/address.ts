const MOST_REPLY_BYTES = 65_536;

/** What one POST or GET to the callback address brought: an HTTP status, or null where no answer came in time. */
export interface PushAnswer {
  status: number | null;
  body: string;
}

export type Requester = (url: string, init: RequestInit) => Promise<PushAnswer>;

/** Asks callback addresses, each time no longer than `timeoutMs` and until `stopping`. Of the reply 64 kB are read. */
export function requester(timeoutMs: number, stopping: AbortSignal, failed: (reason: string) => void): Requester {
  return async (url, init) => {
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(timeoutMs)]);
    try {
      const response = await fetch(url, { ...init, signal, redirect: "manual" });
      return { status: response.status, body: (await beginningOf(response)).trim() };
    } catch (error) {
      failed(error instanceof Error ? error.name : "unknown");
      return { status: null, body: "" };
    }
  };
}

async function beginningOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early cancels the rest.
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MOST_REPLY_BYTES) break;
  }
  return Buffer.concat(chunks).toString("utf8", 0, MOST_REPLY_BYTES);
}

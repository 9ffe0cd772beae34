import type { Readable } from "node:stream";

/** The files of materials, in the object store. */
export interface MaterialFiles {
  /** Stores what `body` gives; when it resolves, the file survives a crash. */
  put(key: string, file: { contentType: string; fileName: string }, body: AsyncIterable<Uint8Array>): Promise<void>;
  /** The caller reads it to its end or destroys it. Null: there is none. */
  open(key: string): Promise<Readable | null>;
  exists(key: string): Promise<boolean>;
  delete(key: string): Promise<void>;
  /** Ascending by key, those after the key `after`. */
  list(prefix: string, page: { after: string | null; limit: number }): Promise<{ key: string; storedAt: Date }[]>;
  /** Where anybody who has the address can GET it until then: absolute, or a path on this server. */
  link(key: string, until: Date): Promise<string>;
  /** Where anybody who has the address can PUT so many bytes at most, once, until then: a path on this server. */
  uploadLink(key: string, maxBytes: number, expiresAt: Date): string;
}

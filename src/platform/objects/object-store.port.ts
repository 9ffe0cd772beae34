import type { Readable } from "node:stream";

export interface ObjectContent {
  /** As HTTP sends it: `text/csv; charset=utf-8`. */
  contentType: string;
  /** What a browser saves it as; any script. Null: the last part of the key. */
  fileName: string | null;
}

export interface ObjectInfo extends ObjectContent {
  key: string;
  bytes: number;
  /** Changes whenever the bytes change; without quotes. */
  etag: string;
}

export interface ListedObject {
  key: string;
  bytes: number;
  storedAt: Date;
}

/** Bytes `start` to `end`, both inclusive, from 0. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * Keeps files under keys (see `isObjectKey`; any other key is a mistake of the caller's and throws). An object is there whole or
 * not at all, whenever anybody looks and whatever was killed while it was put; who opened it before it was replaced or deleted
 * reads it to its end.
 */
export interface ObjectStore {
  /**
   * Stores what `body` gives, holding only what is under way in memory, and replaces what was there. When it resolves, the object
   * survives a crash of the machine. When `body` throws, that is thrown and nothing has changed.
   */
  put(key: string, content: ObjectContent, body: AsyncIterable<Uint8Array>): Promise<ObjectInfo>;
  stat(key: string): Promise<ObjectInfo | null>;
  /** `range` must lie within the object. The caller reads `body` to its end or destroys it. Null: no such object. */
  open(key: string, range?: ByteRange): Promise<{ info: ObjectInfo; body: Readable } | null>;
  /** Does nothing where there is none. */
  delete(key: string): Promise<void>;
  /** Objects whose key begins with `prefix`, ascending by key, those after the key `after`. */
  list(prefix: string, page: { after: string | null; limit: number }): Promise<ListedObject[]>;
  /**
   * Where anybody who has the address can GET the object until then, as an attachment: absolute, or a path on this server. Says
   * nothing of whether there is such an object.
   */
  signedUrl(key: string, expiresAt: Date): Promise<string>;
  /** Deletes what killed processes left half written; gives how many. */
  sweepDrafts(now: Date): Promise<number>;
}

import type { ObjectStore } from "../../platform/objects/object-store.port.js";
import { EXPORTS } from "../export-key.js";
import type { ExportFiles } from "../export-store.port.js";

const CONTENT_TYPE = "text/csv; charset=utf-8";

/** In the object store. */
export class StoredExportFiles implements ExportFiles {
  constructor(private readonly objects: ObjectStore) {}

  async put(key: string, fileName: string, pieces: AsyncIterable<Uint8Array>): Promise<number> {
    return (await this.objects.put(key, { contentType: CONTENT_TYPE, fileName }, pieces)).bytes;
  }

  delete(key: string): Promise<void> {
    return this.objects.delete(key);
  }

  async keys(after: string | null, limit: number): Promise<string[]> {
    return (await this.objects.list(EXPORTS, { after, limit })).map(({ key }) => key);
  }

  link(key: string, until: Date): Promise<string> {
    return this.objects.signedUrl(key, until);
  }
}

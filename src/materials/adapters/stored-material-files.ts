import type { Readable } from "node:stream";
import type { ObjectLinks } from "../../platform/objects/object-links.js";
import type { ObjectStore } from "../../platform/objects/object-store.port.js";
import type { MaterialFiles } from "../material-files.port.js";

export class StoredMaterialFiles implements MaterialFiles {
  constructor(
    private readonly objects: ObjectStore,
    private readonly links: Pick<ObjectLinks, "signUpload">,
  ) {}

  async put(key: string, file: { contentType: string; fileName: string }, body: AsyncIterable<Uint8Array>): Promise<void> {
    await this.objects.put(key, file, body);
  }

  async open(key: string): Promise<Readable | null> {
    return (await this.objects.open(key))?.body ?? null;
  }

  async exists(key: string): Promise<boolean> {
    return (await this.objects.stat(key)) !== null;
  }

  delete(key: string): Promise<void> {
    return this.objects.delete(key);
  }

  list(prefix: string, page: { after: string | null; limit: number }): Promise<{ key: string; storedAt: Date }[]> {
    return this.objects.list(prefix, page);
  }

  link(key: string, until: Date): Promise<string> {
    return this.objects.signedUrl(key, until);
  }

  uploadLink(key: string, maxBytes: number, expiresAt: Date): string {
    return this.links.signUpload(key, maxBytes, expiresAt);
  }
}

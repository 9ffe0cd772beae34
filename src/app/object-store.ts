import { FolderObjectStore } from "../platform/objects/folder-object-store.js";
import type { ObjectLinks } from "../platform/objects/object-links.js";
import type { ObjectStore } from "../platform/objects/object-store.port.js";
import type { S3Settings } from "../platform/objects/s3-object-store.js";

/** A bucket where one is configured, else the folder. The S3 client is loaded only where it is used: it takes a quarter of a second. */
export async function openObjectStore(
  { bucket, objectFolder }: { bucket: S3Settings | null; objectFolder: string },
  links: Pick<ObjectLinks, "sign">,
): Promise<ObjectStore> {
  if (bucket === null) return new FolderObjectStore(objectFolder, links);
  const { S3ObjectStore } = await import("../platform/objects/s3-object-store.js");
  return new S3ObjectStore(bucket);
}

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

const ANY_KEY = "origin";
const ANY_LIFE_MS = 60_000;

/** Where browsers fetch its objects from; null where that is this server. Nothing is asked of the store: its links are signed here. */
export async function originOfLinks(objects: Pick<ObjectStore, "signedUrl">): Promise<string | null> {
  const link = await objects.signedUrl(ANY_KEY, new Date(Date.now() + ANY_LIFE_MS));
  return URL.canParse(link) ? new URL(link).origin : null;
}

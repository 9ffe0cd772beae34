import { randomUUID } from "node:crypto";
import { statfs } from "node:fs/promises";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { openObjectStore } from "../../app/object-store.js";
import type { Environment } from "../../config/environment.js";
import { FILES_STAY_HERE, objectFolder } from "../object-folder.js";
import { type Finding, fault, look, note, ok } from "./finding.js";

/** Uploads have 10 MB at most, an export of a million users 200. */
const LITTLE_BYTES = 1_000_000_000;

/** Whether an object can be put, read and deleted. */
export function checkObjects({ bucket, dataDir, redis }: Pick<Environment, "bucket" | "dataDir" | "redis">): Promise<Finding> {
  return look("object store", async () => {
    const folder = objectFolder(dataDir);
    const store = await openObjectStore({ bucket, objectFolder: folder }, { sign: () => "" });
    const key = `doctor/${randomUUID()}`;
    await store.put(key, { contentType: "text/plain", fileName: null }, Readable.from([Buffer.from(key)]));
    const opened = await store.open(key);
    const read = opened && (await text(opened.body));
    await store.delete(key);
    if (read !== key) return fault("what was put into it did not come back: check what else writes there");
    if (bucket !== null) return ok(`bucket ${bucket.bucket} at ${bucket.endpoint} takes, gives and deletes`);
    if (redis !== null) return note(`${folder}: ${FILES_STAY_HERE}`);
    const { bavail, bsize } = await statfs(folder);
    const free = `${Math.round((bavail * bsize) / 1_000_000)} MB free`;
    return bavail * bsize < LITTLE_BYTES ? note(`${folder}: only ${free}`) : ok(`${folder}, ${free}`);
  });
}

import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isObjectKey } from "./object-key.js";

/** No key has a plus sign: so `a` can be an object beside the objects `a/b`, and drafts are nobody's key. */
export const OBJECT_SUFFIX = "+object";
export const DRAFTS = "+drafts";

/** Objects below `folder` whose keys begin with `prefix` and come after `after`, ascending by key; reads only folders that may hold some. */
export async function* listFolder(
  folder: string,
  prefix: string,
  after: string,
  below = "",
): AsyncGenerator<{ key: string; path: string }> {
  for (const { key, isFolder } of (await entriesOf(folder, below)).sort(byKey)) {
    if (isFolder) {
      const beforeAll = after > key && !after.startsWith(key);
      if ((key.startsWith(prefix) || prefix.startsWith(key)) && !beforeAll) yield* listFolder(folder, prefix, after, key);
    } else if (key.startsWith(prefix) && key > after) yield { key, path: join(folder, key + OBJECT_SUFFIX) };
  }
}

/** A folder's key ends with a slash, as the keys in it begin: so that they sort where they belong. */
interface Entry {
  key: string;
  isFolder: boolean;
}

async function entriesOf(folder: string, below: string): Promise<Entry[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(join(folder, below), { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
  return entries.flatMap((entry): Entry[] => {
    if (entry.isDirectory()) return isObjectKey(entry.name) ? [{ key: `${below}${entry.name}/`, isFolder: true }] : [];
    const name = entry.name.slice(0, -OBJECT_SUFFIX.length);
    return entry.name.endsWith(OBJECT_SUFFIX) && isObjectKey(name) ? [{ key: below + name, isFolder: false }] : [];
  });
}

function byKey(a: Entry, b: Entry): number {
  return a.key < b.key ? -1 : 1;
}

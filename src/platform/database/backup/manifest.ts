import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** Written last: a folder without it is no backup. */
const MANIFEST = "backup.json";
const FORMAT = 1;

const Manifest = z.object({
  format: z.literal(FORMAT),
  /** When its moment was. */
  at: z.iso.datetime(),
  migrations: z.array(z.string()).min(1),
  tables: z.array(
    z.object({
      name: z.string(),
      columns: z.array(z.string()).min(1),
      rows: z.int().nonnegative(),
      /** Of the compressed file, in hex. */
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
  sequences: z.array(z.object({ name: z.string(), value: z.string().regex(/^-?\d+$/), called: z.boolean() })),
});

export type BackupManifest = z.infer<typeof Manifest>;

/** The backup cannot be used, or not here; the message says why. */
export class BackupError extends Error {
  override readonly name = "BackupError";
}

export const manifestPath = (folder: string): string => join(folder, MANIFEST);
export const tablePath = (folder: string, table: string): string => join(folder, `${table}.copy.zst`);
export const newManifest = (parts: Omit<BackupManifest, "format">): BackupManifest => ({ format: FORMAT, ...parts });

/** Throws BackupError where the folder holds no whole backup of a kind this release knows. */
export async function readManifest(folder: string): Promise<BackupManifest> {
  const text = await readFile(manifestPath(folder), "utf8").catch(() => null);
  if (text === null) throw new BackupError(`${folder} holds no backup, or one that was not finished: there is no ${MANIFEST} in it`);
  const parsed = Manifest.safeParse(parsedJson(text));
  if (!parsed.success) throw new BackupError(`${manifestPath(folder)} is none of this release's: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

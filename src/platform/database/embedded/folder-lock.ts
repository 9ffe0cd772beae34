import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { EmbeddedPostgresError } from "./failure.js";

/**
 * Holds a folder for this process. The lock is the operating system's own lock on a file, taken through the SQLite that
 * Node carries (Node itself has no flock): a kill -9 frees it, so unlike a pid file it is never stale and two starters cannot both win.
 * Returns the function that frees it. Throws when another process holds it.
 */
export function lockFolder(folder: string): () => void {
  const ownerFile = join(folder, "owner.pid");
  const lock = new DatabaseSync(join(folder, "lock"), { timeout: 0 });
  try {
    lock.exec("PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (cause) {
    lock.close();
    if (!(cause instanceof Error) || !/locked|busy/i.test(cause.message)) throw cause;
    throw new EmbeddedPostgresError(inUse(folder, ownerFile), { cause });
  }
  writeFileSync(ownerFile, `${process.pid}\n`);
  return () => lock.close();
}

function inUse(folder: string, ownerFile: string): string {
  const owner = existsSync(ownerFile) ? readFileSync(ownerFile, "utf8").trim() : "";
  const who = /^\d+$/.test(owner) ? `another Tagcast process (pid ${owner})` : "another Tagcast process";
  return (
    `${folder} is in use by ${who}. Stop that one first, or set TAGCAST_DATA_DIR to another folder. ` +
    "Several processes on one database need a PostgreSQL of their own: set DATABASE_URL."
  );
}

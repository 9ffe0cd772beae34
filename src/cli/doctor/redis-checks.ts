import type { Redis } from "ioredis";
import type { Environment } from "../../config/environment.js";
import { silentLogger } from "../../platform/logging/logger.js";
import { closeRedis, openRedis } from "../../platform/redis/index.js";
import { type Finding, fault, look, note, ok } from "./finding.js";

/** The oldest that BullMQ recommends. */
const OLDEST = [6, 2] as const;

type Configured = NonNullable<Environment["redis"]>;

/** Enters Redis, looks whether several processes can work together through it, and hands it to `work`, null where it cannot be entered. */
export async function withRedis(configured: Configured, work: (redis: Redis | null) => Promise<Finding[]>): Promise<Finding[]> {
  const opened: { client?: Redis } = {};
  const finding = await look("redis", async () => {
    opened.client = await openRedis(configured.settings, "commands", silentLogger);
    return judge(await opened.client.info());
  });
  const { client = null } = opened;
  try {
    return [finding, ...(await work(client))];
  } finally {
    if (client !== null) await closeRedis(client);
  }
}

/** Reads what INFO says. */
export function judge(info: string): ReturnType<typeof ok> {
  const said = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1] ?? "";
  const [version, policy] = [said("redis_version"), said("maxmemory_policy")];
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (said("cluster_enabled") === "1") return fault("this is a node of a Redis Cluster: the queue and progress need a single Redis");
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    return fault(`version ${version} is too old: ${OLDEST.join(".")} is the least`);
  if (policy !== "" && policy !== "noeviction") {
    return note(
      `version ${version}; it may throw away jobs and the access token when it is full (${policy}): set maxmemory-policy noeviction`,
    );
  }
  return ok(`version ${version}, answers`);
}

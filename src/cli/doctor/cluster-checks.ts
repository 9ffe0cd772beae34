import type { Environment } from "../../config/environment.js";
import { silentLogger } from "../../platform/logging/logger.js";
import { closeRedis, openRedis, RedisCluster } from "../../platform/redis/index.js";
import { type Finding, fault, look, note, ok } from "./finding.js";

/** The oldest that knows GEOSEARCH. */
const OLDEST = [6, 2] as const;
const SLOTS = 16_384;

type Configured = NonNullable<Environment["redisCluster"]>;
type Address = Configured["settings"]["nodes"][number];

/** What one node says of itself and of the cluster. */
export interface NodeSays {
  /** INFO */
  info: string;
  /** CLUSTER INFO; null where it is in no cluster. */
  clusterInfo: string | null;
  /** CLUSTER NODES */
  nodes: string;
}

/** Whether the cluster that keeps positions serves all of them, and would after the loss of a node. */
export function checkCluster({ settings }: Configured): Promise<Finding> {
  return look("redis cluster", async () => {
    const asked = await Promise.all(settings.nodes.map((node) => ask(settings, node)));
    const silent = asked.flatMap((answer) => (typeof answer === "string" ? [answer] : []));
    const said = asked.find((answer) => typeof answer !== "string");
    if (said === undefined) {
      const others = silent.length === 1 ? "" : `, nor can the other ${silent.length - 1} of REDIS_CLUSTER_NODES`;
      return fault(`${silent[0]}${others}. Start the nodes, or mend what REDIS_CLUSTER_NODES says of them`);
    }
    const judged = judgeCluster(said);
    if (judged.status === "fault") return judged;
    await enter(settings);
    return silent.length === 0 ? judged : note(`${judged.message}; of REDIS_CLUSTER_NODES not all answer: ${silent.join("; ")}`);
  });
}

/** By a connection to this node alone, since a cluster that does not serve takes no other. Gives what was wrong where it does not answer. */
async function ask({ username, password, tls }: Configured["settings"], { host, port }: Address): Promise<NodeSays | string> {
  try {
    const client = await openRedis({ host, port, username, password, tls, database: 0 }, "commands", silentLogger);
    try {
      const info = await client.info();
      if (lineOf(info, "cluster_enabled") !== "1") return { info, clusterInfo: null, nodes: "" };
      return { info, clusterInfo: await client.cluster("INFO"), nodes: String(await client.cluster("NODES")) };
    } finally {
      await closeRedis(client);
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** As the server does, by the addresses that the nodes give of themselves. */
async function enter(settings: Configured["settings"]): Promise<void> {
  const cluster = new RedisCluster(settings, silentLogger);
  try {
    await cluster.answers();
    await cluster.within(Promise.all(cluster.client.nodes("master").map((node) => node.ping())));
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new Error(`the nodes serve, but not all can be reached from here by the addresses they give of themselves (${said})`);
  } finally {
    await cluster.close();
  }
}

export function judgeCluster({ info, clusterInfo, nodes }: NodeSays): ReturnType<typeof ok> {
  const version = lineOf(info, "redis_version");
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (clusterInfo === null)
    return fault("this is a single Redis, not a Cluster: without REDIS_CLUSTER_NODES positions are kept in PostgreSQL");
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    return fault(`version ${version} is too old: ${OLDEST.join(".")} is the least`);
  const [state, served] = [lineOf(clusterInfo, "cluster_state"), Number(lineOf(clusterInfo, "cluster_slots_ok"))];
  if (state !== "ok" || served < SLOTS) {
    return fault(
      `it does not serve everything: cluster_state is ${state}, ${served} of ${SLOTS} slots have a node that lives; \`redis-cli --cluster check\` says which`,
    );
  }
  const { masters, replicas, alone } = membersOf(nodes);
  const size = `version ${version}, ${masters} masters, ${replicas} replicas, all ${SLOTS} slots served`;
  if (alone.length > 0) return note(`${size}; positions are lost with a master that has no replica: ${alone.join(", ")}`);
  const policy = lineOf(info, "maxmemory_policy");
  if (policy !== "" && policy !== "noeviction")
    return note(`${size}; it may throw away positions when it is full (${policy}): set maxmemory-policy noeviction`);
  return ok(size);
}

/** `alone`: masters with slots and without a replica that lives. */
function membersOf(nodes: string): { masters: number; replicas: number; alone: string[] } {
  const all = nodes
    .split("\n")
    .map((line) => line.trim().split(" "))
    .filter(([, , flags]) => flags !== undefined && !/fail|noaddr|handshake/.test(flags));
  const masters = all.filter(([, , flags, , , , , , slots]) => flags?.includes("master") && slots !== undefined);
  const replicas = all.filter(([, , flags]) => flags?.includes("slave"));
  const alone = masters.filter(([id]) => !replicas.some(([, , , master]) => master === id));
  return { masters: masters.length, replicas: replicas.length, alone: alone.map(([, address = ""]) => address.replace(/@.*/, "")) };
}

function lineOf(text: string, name: string): string {
  return new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(text)?.[1] ?? "";
}

import { z } from "zod";

/** Where a Redis is, and how it is entered. */
export interface RedisAddress {
  host: string;
  port: number;
  /** null: none is needed. */
  username: string | null;
  password: string | null;
  tls: boolean;
  database: number;
}

/** Where some nodes of a Redis Cluster are, from which the others are learned, and how all are entered. */
export interface RedisClusterAddress extends Pick<RedisAddress, "username" | "password" | "tls"> {
  nodes: { host: string; port: number }[];
}

const DEFAULT_PORT = 6379;
const EXPECTED = "must be an address such as redis://user:password@host:6379/0, or rediss://… with TLS";
const CLUSTER_EXPECTED =
  "must be a list of nodes such as host:6379,host:6379, with a password redis://user:password@host:6379,host:6379, with TLS rediss://…";

/** "redis://user:password@host:6379/0": user, password, port and database may be left out. */
export const redisUrl = z.string().transform((text, context): RedisAddress => {
  const address = readUrl(text);
  if (address !== null) return address;
  context.addIssue({ code: "custom", message: EXPECTED });
  return z.NEVER;
});

/** "host:6379,host:6379" or, as the cluster is entered by a password or TLS, "rediss://user:password@host:6379,host:6379". */
export const redisClusterNodes = z.string().transform((text, context): RedisClusterAddress => {
  const address = readNodes(text);
  if (address !== null) return address;
  context.addIssue({ code: "custom", message: CLUSTER_EXPECTED });
  return z.NEVER;
});

function readNodes(text: string): RedisClusterAddress | null {
  const [, scheme = "redis://", entry = "", list = ""] = /^(?:(rediss?:\/\/)([^@/]*@)?)?([^@/]+)$/.exec(text.trim()) ?? [];
  const read = list.split(",").map((node) => readUrl(`${scheme}${entry}${node.trim()}`));
  const nodes = read.filter((node) => node !== null);
  const [first] = nodes;
  if (first === undefined || nodes.length < read.length) return null;
  const { username, password, tls } = first;
  return { nodes: nodes.map(({ host, port }) => ({ host, port })), username, password, tls };
}

function readUrl(text: string): RedisAddress | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const { protocol, hostname, port, pathname, search } = url;
  if ((protocol !== "redis:" && protocol !== "rediss:") || hostname === "" || search !== "") return null;
  const [password, username] = [decoded(url.password), decoded(url.username)];
  const database = /^\/?(\d{0,4})$/.exec(pathname)?.[1];
  if (password === null || username === null || database === undefined) return null;
  return {
    // Brackets around an IPv6 address are the URL's.
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? DEFAULT_PORT : Number(port),
    ...{ username: username || null, password: password || null, tls: protocol === "rediss:", database: Number(database) },
  };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

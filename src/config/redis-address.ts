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

const DEFAULT_PORT = 6379;
const EXPECTED = "must be an address such as redis://user:password@host:6379/0, or rediss://… with TLS";

/** "redis://user:password@host:6379/0": user, password, port and database may be left out. */
export const redisUrl = z.string().transform((text, context): RedisAddress => {
  const address = readUrl(text);
  if (address !== null) return address;
  context.addIssue({ code: "custom", message: EXPECTED });
  return z.NEVER;
});

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

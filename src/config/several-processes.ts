import { ConfigurationError } from "./configuration-error.js";
import type { Environment } from "./environment.js";

/** What `tagcast api` and `tagcast worker` need: each is one of several processes. Throws one ConfigurationError that lists all that is missing. */
export function requireShared(command: "api" | "worker", environment: Environment): void {
  const missing = [
    environment.sandbox && "WECHAT_APP_ID is missing: the sandbox runs in one process, by `tagcast start`",
    environment.databaseUrl === null && "DATABASE_URL is missing: the embedded database belongs to one process",
    environment.redis === null && "REDIS_URL is missing: processes tell each other through Redis what changed",
    environment.secretKey === null && "TAGCAST_SECRET_KEY is missing: all processes must open the same secrets (openssl rand -hex 32)",
  ];
  const problems = missing.filter((problem) => problem !== false);
  if (problems.length > 0) throw new ConfigurationError(problems.map((problem) => `${problem} (needed by \`tagcast ${command}\`)`));
}

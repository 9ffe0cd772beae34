import { join } from "node:path";
import type { Environment } from "../../config/environment.js";
import type { Logger } from "../../platform/logging/logger.js";
import { blacklistedNumbers, usersFor } from "../../sandbox/index.js";
import { startSimulator } from "../../simulator/index.js";
import { freePort } from "../ports.js";
import { loadSandboxAccount, type SandboxAccount } from "../sandbox-account.js";

const LOOPBACK = "127.0.0.1";

export interface Sandbox {
  account: SandboxAccount;
  /** How many demo users there should be. */
  users: number;
  /** Where the stand-in for WeChat answers. */
  apiBaseUrl: string;
  stop(): Promise<void>;
}

/**
 * The account that stands in for a real one, and WeChat's simulator with it in this process (but spoken to over HTTP). Its
 * state lies in the data folder, so after a restart it knows what was sent. With WECHAT_API_BASE_URL set, one elsewhere is used.
 */
export async function startSandbox(environment: Environment, logger: Logger): Promise<Sandbox> {
  const { dataDir, port, simulator, wechat } = environment;
  const account = loadSandboxAccount(dataDir, simulator.followers);
  const users = usersFor(simulator.followers);
  if (wechat.apiBaseUrl !== null) return { account, users, apiBaseUrl: wechat.apiBaseUrl, stop: async () => undefined };
  const { appId, appSecret, callbackToken, encodingAesKey, seed, followers } = account;
  const callback = {
    url: `http://${LOOPBACK}:${port}/wechat/callback/${appId}`,
    token: callbackToken,
    encodingAesKey,
    mode: "safe" as const,
  };
  const running = await startSimulator({
    ...{ seed, followers, host: LOOPBACK, speedFactor: simulator.speed, massCallsPerMinute: wechat.massCallsPerMinute },
    port: await freePort(LOOPBACK, simulator.port, "SIMULATOR_PORT"),
    stateDir: join(dataDir, "simulator"),
    apps: [{ appId, appSecret, callback, blacklist: blacklistedNumbers(seed, usersFor(followers)) }],
    logger: logger.child({ part: "simulator" }),
  });
  return { account, users, apiBaseUrl: running.url, stop: () => running.close() };
}

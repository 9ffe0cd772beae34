import type { Role } from "../../app/work.js";
import { createApp } from "../../app.js";
import { type Environment, readEnvironment } from "../../config/environment.js";
import { loadSecretKey } from "../../config/secret-key.js";
import { requireShared } from "../../config/several-processes.js";
import { Sealer } from "../../platform/crypto/sealer.js";
import { Company } from "../../platform/database/company.js";
import { startEmbeddedPostgres } from "../../platform/database/embedded/index.js";
import { applyMigrations } from "../../platform/database/migrate.js";
import { createLogger, type Logger } from "../../platform/logging/logger.js";
import { interruptible } from "../interrupt.js";
import { FILES_STAY_HERE, objectFolder } from "../object-folder.js";
import { freePort } from "../ports.js";
import { embeddedFolder } from "../reach-database.js";
import { exitOnUnexpectedErrors, untilStopped } from "../shutdown.js";
import type { Terminal } from "../terminal.js";
import { banner, workerBanner } from "./banner.js";
import { prepareAccount } from "./prepare-account.js";
import { startSandbox } from "./start-sandbox.js";

const WECHAT_API = "https://api.weixin.qq.com";
/** `api` stands behind a balancer. Those that ask for readiness do so every second or two; nginx is told by its list (deploy/nginx). */
const API_SHUTDOWN_DELAY_SECONDS = 3;

export interface Started {
  command: "start" | "api" | "worker";
  role: Role;
}

/** Starts what the role asks for, says where it is, and runs until it is told to stop. Resolves to the exit code. */
export async function runServer(terminal: Terminal, started: Started): Promise<number> {
  const environment = readEnvironment(terminal.env);
  if (started.command !== "start") requireShared(started.command, environment);
  const logger = createLogger({ level: environment.logLevel, destination: terminal.stderr });
  exitOnUnexpectedErrors(logger);
  if (started.command !== "start" && environment.bucket === null) logger.warn({}, FILES_STAY_HERE);
  const cleanUp = new CleanUp();
  const delaySeconds = environment.shutdownDelaySeconds ?? (started.command === "api" ? API_SHUTDOWN_DELAY_SECONDS : 0);
  try {
    await interruptible(() => bringUp({ environment, logger, cleanUp, terminal, delaySeconds, ...started }));
  } catch (error) {
    await cleanUp.run();
    throw error;
  }
  return untilStopped(() => cleanUp.run(), logger, started.role.serves ? delaySeconds : 0);
}

interface Parts extends Started {
  environment: Environment;
  logger: Logger;
  cleanUp: CleanUp;
  terminal: Terminal;
  delaySeconds: number;
}

async function bringUp({ environment, logger, cleanUp, terminal, command, role, delaySeconds }: Parts): Promise<void> {
  const port = await freePort(environment.host, environment.port, "PORT");
  const connectionString = environment.databaseUrl ?? (await startDatabase(environment, logger, cleanUp));
  const company = await Company.join({ connectionString, shares: environment.redis !== null, logger });
  cleanUp.add(() => company.leave());
  await applyMigrations(connectionString);
  const sealer = new Sealer(loadSecretKey(environment.secretKey, environment.dataDir));
  const sandbox = environment.sandbox ? await startSandbox({ ...environment, port }, logger) : null;
  if (sandbox !== null) cleanUp.add(() => sandbox.stop());
  const account = role.serves ? await prepareAccount({ environment, sandbox, connectionString, sealer, logger, terminal }) : null;
  const app = await createApp({
    ...{ connectionString, sealer, logger, sandbox: environment.sandbox, objectFolder: objectFolder(environment.dataDir) },
    role,
    redis: environment.redis,
    redisCluster: environment.redisCluster,
    elasticsearch: environment.elasticsearch,
    bucket: environment.bucket,
    wechatApiBaseUrl: sandbox?.apiBaseUrl ?? environment.wechat.apiBaseUrl ?? WECHAT_API,
    massCallsPerMinute: environment.wechat.massCallsPerMinute,
    massSendBatchSize: environment.massSendBatchSize,
    audienceMemoryMb: environment.audienceMemoryMb,
    massSendResultOverdueSeconds: environment.massSendResultOverdueSeconds,
    massSendQuotaDelaySeconds: environment.massSendQuotaDelaySeconds,
    webhookAllowedNetworks: environment.webhookAllowedNetworks,
    corsOrigins: environment.corsOrigins,
    trustProxy: environment.trustProxy,
    tracing: environment.tracing,
    drainDelayMs: delaySeconds * 1_000,
  });
  cleanUp.add(() => app.close());
  const { url } = await app.listen({ host: environment.host, port });
  await app.start();
  terminal.stdout.write(command === "worker" ? workerBanner(url, role) : banner({ url, environment, sandbox, account }));
}

async function startDatabase({ dataDir }: Environment, logger: Logger, cleanUp: CleanUp): Promise<string> {
  const server = await startEmbeddedPostgres({ folder: embeddedFolder(dataDir), logger });
  cleanUp.add(() => server.stop());
  return server.connectionString;
}

/** What was started, to be stopped in the opposite order: the database outlives those who use it. */
class CleanUp {
  private readonly steps: (() => Promise<void>)[] = [];

  add(step: () => Promise<void>): void {
    this.steps.unshift(step);
  }

  /** All steps, even when one fails; then throws the first failure. */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.steps.splice(0)) await step().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }
}

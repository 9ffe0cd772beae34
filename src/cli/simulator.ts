import { type Command, InvalidArgumentError, Option } from "commander";
import type { AppOptions, CallbackOptions } from "../simulator/index.js";
import { portNumber, positiveNumber, webAddress, wholeNumber } from "./options.js";
import { type Exit, printResult, type Terminal, UsageError } from "./terminal.js";

interface SimulatorCommandOptions {
  port: number;
  host: string;
  app: AppOptions[];
  callback?: string;
  callbackToken?: string;
  encodingAesKey?: string;
  state?: string;
  seed: number;
  followers: number;
  speed: number;
  massCallsPerMinute: number;
  demoBlacklist?: boolean;
  json?: boolean;
}

const MOST_FOLLOWERS = 10_000_000;

export function addSimulator(program: Command, terminal: Terminal, exit: Exit): void {
  program
    .command("simulator")
    .description("A stand-in for api.weixin.qq.com with WeChat's rules and limits. Nothing that it takes reaches anybody.")
    .option("--port <number>", "0: any free one", portNumber, 4010)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .addOption(
      new Option("--app <id:secret>", "an account; may be given several times")
        .argParser(addApp)
        .default([], "wxsimulator:simulator-secret"),
    )
    .option("--callback <url>", "where events are posted; `:appId` in it stands for each account's", webAddress)
    .option("--callback-token <token>", "signs callbacks")
    .option("--encoding-aes-key <key>", "43 characters; encrypts callbacks (without it they are plain)")
    .option("--state <folder>", "keeps follows, tags, sends and the ledger across restarts")
    .option("--seed <number>", "of openids and chances", wholeNumber(0, 2 ** 31), 1)
    .option("--followers <number>", "of each account", wholeNumber(0, MOST_FOLLOWERS), 10_000)
    .option("--speed <factor>", "jobs finish this many times as fast", positiveNumber, 1)
    .option("--mass-calls-per-minute <number>", "0: no limit", wholeNumber(0, 1_000_000), 60)
    .option("--demo-blacklist", "blacklists those whom `tagcast seed` with the same --seed blacklists")
    .option("--json", "the address as JSON")
    .action((options: SimulatorCommandOptions) => simulate(options, terminal, exit));
}

function addApp(text: string, former: AppOptions[]): AppOptions[] {
  const [, appId, appSecret] = /^([^:\s]+):(\S+)$/.exec(text) ?? [];
  if (appId === undefined || appSecret === undefined)
    throw new InvalidArgumentError("Give AppID and AppSecret as wx0123456789abcdef:secret.");
  return [...former, { appId, appSecret }];
}

async function simulate(options: SimulatorCommandOptions, terminal: Terminal, exit: Exit): Promise<void> {
  const apps = options.app.length > 0 ? options.app : [{ appId: "wxsimulator", appSecret: "simulator-secret" }];
  const withCallback = apps.map((app) => ({ ...app, callback: callbackOf(options, app.appId) }));
  const { startSimulator } = await import("../simulator/index.js");
  const { createLogger } = await import("../platform/logging/logger.js");
  const { exitOnUnexpectedErrors, untilStopped } = await import("./shutdown.js");
  const { freePort } = await import("./ports.js");
  const blacklist = options.demoBlacklist ? await demoBlacklist(options) : [];
  const logger = createLogger({ level: "info", destination: terminal.stderr });
  exitOnUnexpectedErrors(logger);
  const { host, seed, followers, speed, state, massCallsPerMinute } = options;
  const simulator = await startSimulator({
    ...{ host, seed, followers, logger, speedFactor: speed },
    port: await freePort(host, options.port, "--port"),
    apps: withCallback.map((app) => ({ ...app, blacklist })),
    massCallsPerMinute: massCallsPerMinute === 0 ? Number.POSITIVE_INFINITY : massCallsPerMinute,
    ...(state === undefined ? {} : { stateDir: state }),
  });
  const appIds = apps.map(({ appId }) => appId);
  const text = `WeChat simulator ready at ${simulator.url} for ${appIds.join(", ")} with ${followers} followers each. Nothing sent here reaches anybody.`;
  printResult(terminal, options.json, { url: simulator.url, apps: appIds, followers }, text);
  exit.code = await untilStopped(() => simulator.close(), logger);
}

async function demoBlacklist({ seed, followers }: SimulatorCommandOptions): Promise<number[]> {
  // Its tag catalogue shares the domain's types, which are decorated.
  await import("reflect-metadata");
  const { blacklistedNumbers, usersFor } = await import("../sandbox/index.js");
  return blacklistedNumbers(seed, usersFor(followers));
}

function callbackOf({ callback, callbackToken, encodingAesKey }: SimulatorCommandOptions, appId: string): CallbackOptions | undefined {
  if (callback === undefined) return undefined;
  if (callbackToken === undefined) throw new UsageError("--callback needs --callback-token, which signs what is posted there");
  return {
    url: callback.replace(":appId", appId),
    token: callbackToken,
    encodingAesKey: encodingAesKey ?? null,
    mode: encodingAesKey === undefined ? "plain" : "safe",
  };
}

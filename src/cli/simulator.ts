import { type Command, Option } from "commander";
import type { Simulator, SimulatorOptions } from "../simulator/index.js";
import { portNumber, positiveNumber, webAddress, wholeNumber } from "./options.js";
import { banner } from "./simulator/banner.js";
import {
  addApp,
  addDailyLimit,
  aesKey,
  appsOf,
  callbackToken,
  DEFAULT_APP,
  DEFAULT_CALLBACK_TOKEN,
  KINDS,
  type SimulatorCommandOptions,
} from "./simulator/options.js";
import { CliError, type Exit, printResult, type Terminal } from "./terminal.js";

const MOST_FOLLOWERS = 10_000_000;
/** What the file system says of a folder that cannot be used. */
const FOLDER_FAULTS = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ENOENT", "ENOSPC"]);

export function addSimulator(program: Command, terminal: Terminal, exit: Exit): void {
  const { appId, appSecret } = DEFAULT_APP;
  program
    .command("simulator")
    .description("A stand-in for api.weixin.qq.com with WeChat's rules and limits. Nothing that it takes reaches anybody.")
    .option("--port <number>", "0: any free one", portNumber, 4010)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .addOption(
      new Option("--app <id:secret>", "an account; may be given several times").argParser(addApp).default([], `${appId}:${appSecret}`),
    )
    .addOption(new Option("--kind <kind>", "of the accounts").choices(KINDS).default("service"))
    .option("--unverified", "the accounts are not WeChat-verified")
    .option("--callback <url>", "where events are posted; `:appId` in it stands for each account's", webAddress)
    .option("--callback-token <token>", `signs callbacks (default: ${DEFAULT_CALLBACK_TOKEN})`, callbackToken)
    .option("--encoding-aes-key <key>", "43 characters; encrypts callbacks (without it they are plain)", aesKey)
    .option("--state <folder>", "keeps all that happens across restarts and kill -9")
    .option("--seed <number>", "of openids and chances", wholeNumber(0, 2 ** 31), 1)
    .option("--followers <number>", "of each account", wholeNumber(0, MOST_FOLLOWERS), 10_000)
    .option("--speed <factor>", "jobs finish this many times as fast", positiveNumber, 1)
    .option("--clock-speed <factor>", "the clock goes this many times as fast; 0: it stands still", wholeNumber(0, 1_000_000))
    .addOption(
      new Option("--daily-limit <path=n>", "another limit a day for /cgi-bin/…, or for mass-send; several times")
        .argParser(addDailyLimit)
        .default({}, "WeChat's"),
    )
    .option("--mass-calls-per-minute <number>", "0: no limit", wholeNumber(0, 1_000_000), 60)
    .option("--demo-blacklist", "blacklists those whom `tagcast seed` with the same --seed blacklists")
    .option("--json", "the address as JSON")
    .action((options: SimulatorCommandOptions) => simulate(options, terminal, exit));
}

async function simulate(options: SimulatorCommandOptions, terminal: Terminal, exit: Exit): Promise<void> {
  const apps = appsOf(options);
  const { createLogger } = await import("../platform/logging/logger.js");
  const { exitOnUnexpectedErrors, untilStopped } = await import("./shutdown.js");
  const { freePort } = await import("./ports.js");
  const blacklist = options.demoBlacklist ? await demoBlacklist(options) : [];
  const logger = createLogger({ level: "info", destination: terminal.stderr });
  exitOnUnexpectedErrors(logger);
  const { host, seed, followers, speed, clockSpeed, state, dailyLimit, massCallsPerMinute } = options;
  const simulator = await started({
    ...{ host, seed, followers, logger, speedFactor: speed, dailyLimits: dailyLimit },
    port: await freePort(host, options.port, "--port"),
    apps: apps.map((app) => ({ ...app, blacklist })),
    massCallsPerMinute: massCallsPerMinute === 0 ? Number.POSITIVE_INFINITY : massCallsPerMinute,
    ...(state === undefined ? {} : { stateDir: state }),
    ...(clockSpeed === undefined ? {} : { clockSpeed }),
  });
  const { url } = simulator;
  const told = { url, page: `${url}/`, apps: apps.map(({ appId }) => appId), followers, state: state ?? null };
  const text = banner({ url, apps, followers, state: told.state, isDefault: options.app.length === 0 });
  printResult(terminal, options.json, told, text);
  exit.code = await untilStopped(() => simulator.close(), logger);
}

/** Says in words what is wrong with the state folder. */
async function started(options: SimulatorOptions): Promise<Simulator> {
  const { startSimulator } = await import("../simulator/index.js");
  try {
    return await startSimulator(options);
  } catch (error) {
    if (!(error instanceof Error) || options.stateDir === undefined) throw error;
    if (error.name === "StateInUseError") throw new CliError(`--state: ${error.message}`, 1, { cause: error });
    const code = "code" in error ? String(error.code) : "";
    if (FOLDER_FAULTS.has(code)) throw new CliError(`--state: ${options.stateDir} cannot be used: ${error.message}`, 1, { cause: error });
    if (error.name === "SyntaxError") {
      throw new CliError(`--state: the journal in ${options.stateDir} is damaged (${error.message}); choose another folder`, 1, {
        cause: error,
      });
    }
    throw error;
  }
}

async function demoBlacklist({ seed, followers }: SimulatorCommandOptions): Promise<number[]> {
  const { blacklistedNumbers, usersFor } = await import("../sandbox/index.js");
  return blacklistedNumbers(seed, usersFor(followers));
}

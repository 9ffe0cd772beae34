import { ApiCalls } from "./api-call.js";
import type { CallLog } from "./call-log.js";
import { MassRunner } from "./callbacks/mass-runner.js";
import { PublishRunner } from "./callbacks/publish-runner.js";
import { CallbackPusher } from "./callbacks/pusher.js";
import { TemplateRunner } from "./callbacks/template-runner.js";
import type { Clock } from "./clock.js";
import { ControlApi } from "./control/control-api.js";
import { controlRoutes } from "./control/routes.js";
import type { Faults } from "./faults.js";
import type { Account } from "./model/account.js";
import { resolveOptions, type SimulatorOptions } from "./options.js";
import { PublicFiles } from "./public-files.js";
import { listen } from "./server.js";
import { World } from "./world.js";

export type { FaultOrder, FaultReport } from "./faults.js";
export type { LedgerSummary, MassJob } from "./model/ledger.js";
export { accountSeed, followerNumberOf, openidOf, personOfUnionid, unionidOf } from "./openids.js";
export type { AppOptions, CallbackOptions, SimulatorLogger, SimulatorOptions } from "./options.js";

/** A running stand-in for api.weixin.qq.com. Everything here is also reachable over HTTP under `/_simulator/`. */
export interface Simulator {
  /** `http://127.0.0.1:4010`, without a slash at the end. */
  url: string;
  port: number;
  faults: Faults;
  clock: Clock;
  calls: CallLog;
  /** Throws for an appId it does not have. */
  account(appId: string): Account;
  /** Moves the clock forward; what falls due happens at once, and the move survives a restart. */
  advanceClock(milliseconds: number): Promise<void>;
  /** How many times as fast as real time the clock runs from now on; 0 stops it. Survives a restart. */
  setClockSpeed(speed: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts the simulator on its port. Rejects when the port is taken, the options cannot work, or the state cannot be read. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const resolved = resolveOptions(options);
  const world = await World.open(resolved);
  const pusher = new CallbackPusher(world);
  const runner = new MassRunner(world, pusher);
  const { routes, stop } = controlRoutes(world, pusher, runner);
  const publishRunner = new PublishRunner(world, pusher);
  const templateRunner = new TemplateRunner(world, pusher);
  const files = new PublicFiles(world);
  const parts = {
    api: new ApiCalls(world, { runner, publishRunner, templateRunner }),
    control: new ControlApi(routes),
    files,
    logger: resolved.logger,
  };
  const server = await listen(parts, resolved.host, resolved.port).catch(async (error: unknown) => {
    await world.close();
    throw error;
  });
  runner.resume();
  publishRunner.resume();
  templateRunner.resume();
  return {
    url: `http://${resolved.host}:${server.port}`,
    port: server.port,
    faults: world.faults,
    clock: world.clock,
    calls: world.calls,
    account: (appId) => accountOf(world, appId),
    advanceClock: (milliseconds) => world.advanceClock(milliseconds),
    setClockSpeed: (speed) => world.setClockSpeed(speed),
    close: async () => {
      stop();
      pusher.stop();
      await server.close();
      await world.close();
    },
  };
}

function accountOf(world: World, appId: string): Account {
  const account = world.account(appId);
  if (!account) throw new Error(`the simulator has no app ${appId}`);
  return account;
}

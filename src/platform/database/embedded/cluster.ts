import { realpathSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "../../logging/logger.js";
import type { Binaries } from "./binaries.js";
import { type ClusterFolder, keepFile, readPort } from "./cluster-folder.js";
import { EmbeddedPostgresError, explainFailure, isPassing, isPortTaken } from "./failure.js";
import { freePort } from "./free-port.js";
import type { RunAs } from "./os-user.js";
import { disarmStalePid, readPostmasterPid, servesFolder } from "./postmaster-pid.js";
import { killOrphans, signal } from "./processes.js";
import { type RunningServer, startServer, stopServer } from "./server-process.js";
import { serverSettings } from "./settings.js";

export interface ClusterOptions {
  paths: ClusterFolder;
  binaries: Binaries;
  user: RunAs;
  logger: Logger;
  port: number | undefined;
  durable: boolean;
}

const ATTEMPTS = 5;
const RESTART_PAUSES_MS = [0, 250, 1_000, 5_000];

/** One server on one folder, kept running until `stop`. The folder must be locked by us and initialised. */
export class Cluster {
  port = 0;
  private server: RunningServer | null = null;
  private stopping = false;
  private restarting: Promise<void> = Promise.resolve();
  private endPause: () => void = () => undefined;

  constructor(private readonly options: ClusterOptions) {}

  /** Stops a server that a killed process of ours left behind, then starts one. Chooses the port: the given, the kept, or any free one. */
  async start(): Promise<void> {
    this.stopping = false;
    await this.stopLeftover();
    const { paths, port } = this.options;
    let wanted = port ?? readPort(paths);
    for (let attempt = 1; ; attempt++) {
      this.port = await freePort(wanted);
      const outcome = await this.launch();
      if (!("failed" in outcome)) break;
      if (attempt === ATTEMPTS || !(isPassing(outcome.failed) || isPortTaken(outcome.failed))) {
        throw explainFailure("The database did not start", outcome.failed, paths.folder);
      }
      if (isPortTaken(outcome.failed)) wanted = null;
      await sleep(attempt * 200);
    }
    if (readPort(paths) !== this.port) keepFile(paths.port, `${this.port}\n`);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.endPause();
    // A restart under way must not bring up a server that nobody stops.
    await this.restarting;
    process.off("exit", this.onProcessExit);
    if (this.server !== null) await stopServer(this.server.pid, this.server.isRunning);
    this.server = null;
  }

  private async launch(): Promise<RunningServer | { failed: string }> {
    const { paths, binaries, user, durable } = this.options;
    await killOrphans(realpathSync(paths.data));
    disarmStalePid(paths.data);
    const outcome = await startServer(paths, binaries, user, serverSettings({ port: this.port, durable }));
    if ("failed" in outcome) return outcome;
    this.server = outcome;
    process.off("exit", this.onProcessExit).on("exit", this.onProcessExit);
    void outcome.exited.then(() => {
      this.restarting = this.onServerExit(outcome.pid);
    });
    return outcome;
  }

  /** The last thing this process does when nobody called `stop`: the server shuts down on its own after us. */
  private readonly onProcessExit = (): void => {
    if (this.server?.isRunning()) signal(this.server.pid, "SIGINT");
  };

  /** The server was killed or crashed (out of memory, say): bring it back on the same port, so that open pools find it again. */
  private async onServerExit(pid: number): Promise<void> {
    const { logger, paths } = this.options;
    for (let failures = 0; !this.stopping; failures++) {
      logger.error({ pid, failures, log: paths.log }, "the database ended unexpectedly and is started again");
      await this.pause(RESTART_PAUSES_MS[Math.min(failures, RESTART_PAUSES_MS.length - 1)] ?? 0);
      if (this.stopping) return;
      const outcome = await this.launch();
      if (!("failed" in outcome)) return;
      logger.error({ reason: explainFailure("The database did not start again", outcome.failed, paths.folder).message }, "no database");
    }
  }

  /** Ends early when `stop` is called; keeps no process alive that has nothing else to do. */
  private async pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms).unref();
    this.endPause = resolve;
    await promise;
    clearTimeout(timer);
  }

  private async stopLeftover(): Promise<void> {
    const { paths, logger } = this.options;
    const left = readPostmasterPid(paths.data);
    if (left === null || !servesFolder(left.pid, paths.data)) return;
    logger.warn({ pid: left.pid }, "a database server is left from a process that was killed: it is stopped and started anew");
    await stopServer(left.pid, () => servesFolder(left.pid, paths.data));
    if (servesFolder(left.pid, paths.data)) {
      throw new EmbeddedPostgresError(
        `A database server from an earlier run (pid ${left.pid}) works on ${paths.folder} and does not stop. Stop it (kill ${left.pid}), then start again.`,
      );
    }
  }
}

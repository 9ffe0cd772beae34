import type { AudienceIndex } from "../audiences/index.js";
import { PostgresExportStore } from "../exports/adapters/postgres-export-store.js";
import { PostgresExportSweepStore } from "../exports/adapters/postgres-export-sweep-store.js";
import { PostgresExportWorkStore } from "../exports/adapters/postgres-export-work-store.js";
import { QueuedExports } from "../exports/adapters/queued-exports.js";
import { StoredExportFiles } from "../exports/adapters/stored-export-files.js";
import { ExportResolver } from "../exports/export.resolver.js";
import { EXPORT_FILES_MS, EXPORT_WAKE_MS, ExportRunner, ExportService, ExportSweeper, ExportWriter } from "../exports/index.js";
import { SealedIdentityCards } from "../users/adapters/sealed-identity-cards.js";
import type { Core, Worker } from "./core.js";
import { repeatedly } from "./repeatedly.js";
import type { TagParts } from "./wire-tags.js";
import type { UserParts } from "./wire-users.js";

/** Brands do not wait for each other, up to this; each export keeps a database connection and half a core busy. */
const TENANTS_AT_ONCE = 2;

export interface ExportDomain extends Worker {
  sweeper: ExportSweeper;
  resolvers: object[];
}

export function wireExports(
  core: Core,
  index: AudienceIndex,
  { service: tags, audiences, words }: TagParts,
  users: UserParts,
): ExportDomain {
  const { database, logger, objects, clock, accounts } = core;
  const files = new StoredExportFiles(objects);
  const queue = new QueuedExports(core.queue);
  const writer = new ExportWriter(users.service, tags, new SealedIdentityCards(core.options.sealer));
  const runner = new ExportRunner(new PostgresExportWorkStore(database), writer, files, logger);
  const sweeper = new ExportSweeper(new PostgresExportSweepStore(database), files, queue);
  const store = new PostgresExportStore(database, accounts.auditIn);
  const parts = { store, audiences, index, words, queue, files, clock, log: logger };
  const sweeps = [
    repeatedly(EXPORT_WAKE_MS, "the sweep of exports", () => sweeper.wake(), logger),
    repeatedly(EXPORT_FILES_MS, "the sweep of exports' files", () => sweeper.sweepFiles(), logger),
  ];
  return {
    sweeper,
    resolvers: [new ExportResolver(new ExportService(parts))],
    start: async () => {
      await queue.work(runner, TENANTS_AT_ONCE);
      for (const sweep of sweeps) sweep.start();
    },
    stop: async () => {
      for (const sweep of sweeps) await sweep.stop();
      runner.stop();
    },
  };
}

import { Gauge } from "prom-client";
import type { AudienceChangeLog } from "../audiences/index.js";
import { PostgresDeletionStore } from "../deletion/adapters/postgres-deletion-store.js";
import { PostgresSearchReceipts } from "../deletion/adapters/postgres-search-receipts.js";
import { PostgresTraces } from "../deletion/adapters/postgres-traces.js";
import { DeletionResolver } from "../deletion/deletion.resolver.js";
import {
  DeletionService,
  type PeopleSearch,
  type PersonPositions,
  SearchErasure,
  TraceCheck,
  type WithdrawnFiles,
} from "../deletion/index.js";
import { PostgresExportWithdrawal } from "../exports/adapters/postgres-export-withdrawal.js";
import type { Core, Worker } from "./core.js";
import { repeatedly } from "./repeatedly.js";

const LOOK_EVERY_MS = 24 * 3_600_000;

export interface DeletionParts extends Worker {
  traces: TraceCheck;
  resolvers: object[];
}

export interface DeletionNeeds {
  changeLog: AudienceChangeLog;
  files: WithdrawnFiles;
  /** Null: audiences are answered by the database alone. */
  people: PeopleSearch | null;
  /** Null: positions are in the database. */
  positions: PersonPositions | null;
}

export function wireDeletion(core: Core, { changeLog, files, people, positions }: DeletionNeeds): DeletionParts {
  const { database, logger, accounts, metrics, options } = core;
  const elsewhere = { changeLog, files: new PostgresExportWithdrawal(), positions };
  const store = new PostgresDeletionStore(database, elsewhere, options.sealer, accounts.auditIn);
  const search = people && new SearchErasure(people, new PostgresSearchReceipts(database));
  const traces = new TraceCheck(new PostgresTraces(database, elsewhere, options.sealer), logger, search);
  const looks = repeatedly(LOOK_EVERY_MS, "the look for traces of deleted people", () => traces.look(), logger);
  new Gauge({
    name: "tagcast_deletion_traces",
    help: "Traces of people deleted on request that the newest daily look found, and erased; 0 is as it should be.",
    registers: [metrics],
    collect() {
      this.set(traces.traces);
    },
  });
  return {
    traces,
    resolvers: [new DeletionResolver(new DeletionService(store, { files, search }, logger))],
    start: async () => looks.start(),
    stop: () => looks.stop(),
  };
}

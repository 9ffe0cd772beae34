import { PostgresDraftCopyStore } from "../materials/adapters/postgres-draft-copy-store.js";
import { PostgresMassVideoStore } from "../materials/adapters/postgres-mass-video-store.js";
import { PostgresMaterialStore } from "../materials/adapters/postgres-material-store.js";
import { PostgresMaterialTurns } from "../materials/adapters/postgres-material-turns.js";
import { PostgresUploadStore } from "../materials/adapters/postgres-upload-store.js";
import { StoredMaterialFiles } from "../materials/adapters/stored-material-files.js";
import {
  DRAFT_COPIES_MS,
  DraftCopies,
  HandOver,
  MATERIAL_FILES_MS,
  MassVideos,
  MaterialFileSweeper,
  type MaterialPhase,
  MaterialService,
  MaterialSyncSteps,
  MaterialTurns,
  SendableMaterials,
  UploadService,
} from "../materials/index.js";
import { MaterialResolver } from "../materials/material.resolver.js";
import { PostgresSyncJobStore } from "../sync/adapters/postgres-sync-job-store.js";
import { QueuedSyncs } from "../sync/adapters/queued-syncs.js";
import { SYNC_SWEEP_MS, SyncRunner, SyncService, SyncSweeper } from "../sync/index.js";
import type { Core, Worker } from "./core.js";
import { repeatedly } from "./repeatedly.js";

const SYNCS_AT_ONCE = 2;

export interface MaterialParts extends Worker {
  sendable: SendableMaterials;
  resolvers: object[];
}

export function wireMaterials({ database, logger, wechat, accounts, clock, ...core }: Core): MaterialParts {
  const store = new PostgresMaterialStore(database);
  const jobs = new PostgresSyncJobStore<MaterialPhase>(database, { kind: "MATERIALS", firstPhase: "IMAGE" }, accounts.auditIn);
  const queue = new QueuedSyncs(core.queue, "material-syncs");
  const runner = new SyncRunner(jobs, new MaterialSyncSteps(store, clock), wechat, logger, clock);
  const sweeper = new SyncSweeper(jobs, queue);
  const sweeps = repeatedly(SYNC_SWEEP_MS, "the sweep of material syncs", () => sweeper.sweep(), logger);
  const syncs = new SyncService("syncMaterials", jobs, queue, logger);
  const files = new StoredMaterialFiles(core.objects, core.objectLinks);
  const uploadStore = new PostgresUploadStore(database, accounts.auditIn);
  const turns = new MaterialTurns(new PostgresMaterialTurns(database), logger);
  const handOver = new HandOver(uploadStore, files, turns, wechat, clock);
  const uploads = new UploadService({ store: uploadStore, files, handOver, audit: accounts.auditLog, clock });
  const fileSweeper = new MaterialFileSweeper(files, uploadStore, clock);
  const fileSweeps = repeatedly(MATERIAL_FILES_MS, "the sweep of materials' files", () => fileSweeper.sweep(), logger);
  const drafts = new DraftCopies(new PostgresDraftCopyStore(database), turns, wechat);
  const draftSweeps = repeatedly(DRAFT_COPIES_MS, "the sweep of kept drafts", () => drafts.sweep(clock()), logger);
  const videos = new MassVideos(new PostgresMassVideoStore(database), files, turns, wechat, clock);
  return {
    sendable: new SendableMaterials(store, files, videos, drafts, wechat),
    resolvers: [new MaterialResolver(new MaterialService(store, files, clock), syncs, uploads)],
    start: async () => {
      await queue.work(runner, SYNCS_AT_ONCE);
      sweeps.start();
      fileSweeps.start();
      draftSweeps.start();
    },
    stop: async () => {
      await sweeps.stop();
      await fileSweeps.stop();
      await draftSweeps.stop();
      runner.stop();
    },
  };
}

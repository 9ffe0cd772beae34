export { NewcomerImporter } from "./newcomer-importer.js";
export { ProfileImporter } from "./profile-importer.js";
export { PushPhase } from "./push-phase.js";
export { SyncService } from "./sync.service.js";
export { SyncJob } from "./sync.types.js";
export type { SyncJobStore, SyncLogger, SyncPosition, SyncQueue, SyncSteps, SyncWork } from "./sync-job-store.port.js";
export { SyncPhases } from "./sync-phases.js";
export { type SyncPatience, SyncRunner } from "./sync-runner.js";
export { SYNC_SWEEP_MS, SyncSweeper } from "./sync-sweeper.js";

export { TagInput, TagUsersInput } from "./tag.input.js";
export { TagService } from "./tag.service.js";
export { JobStatus, Tag, TagJob, TagJobKind } from "./tag.types.js";
export { TagJobService } from "./tag-job.service.js";
export { TagJobProgress, type TagJobStates } from "./tag-job-progress.js";
export { TAG_JOB_LEASE_MS, TagJobRunner } from "./tag-job-runner.js";
export type { ChunkOutcome, NewTagJob, TagJobFeed, TagJobQueue, TagJobStore, TagJobWork, TagJobWorkStore } from "./tag-job-store.port.js";
export { TagJobSweeper } from "./tag-job-sweeper.js";
export type { TagFields, TagStore } from "./tag-store.port.js";

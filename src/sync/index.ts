export { SyncJob } from "./sync.types.js";

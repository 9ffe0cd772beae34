export { EmbeddedPostgresError } from "./failure.js";
export { runningEmbeddedPostgres } from "./running.js";
export { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from "./start.js";

export { Sex, UserStatus } from "./audience.enums.js";
export * from "./audience.js";
export type { AudienceAnswer, AudienceIndex } from "./audience-index.port.js";
export * from "./change-log.port.js";
export { CHUNK_SIZE, OrdinalSet, type StoredChunk } from "./ordinal-set.js";

export { DeletionService } from "./deletion.service.js";
export { DeletionRequest, DeletionRequestKind } from "./deletion.types.js";
export type { DeletionStore } from "./deletion-store.port.js";
export type { PeopleSearch, SearchedIndex } from "./people-search.port.js";
export type { FileWithdrawal, WithdrawnFiles } from "./person-files.port.js";
export type { PersonPositions } from "./person-positions.port.js";
export { type ErasedUsers, SearchErasure, type SearchReceipts } from "./search-erasure.js";
export { TraceCheck, type TraceStore, type Traces } from "./trace-check.js";

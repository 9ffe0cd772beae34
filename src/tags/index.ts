export { TagService } from "./tag.service.js";
export { JobStatus, Tag, TagJob, TagJobKind } from "./tag.types.js";
export type { TagFields, TagStore } from "./tag-store.port.js";

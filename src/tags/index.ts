export { JobStatus, Tag, TagJob, TagJobKind } from "./tag.types.js";

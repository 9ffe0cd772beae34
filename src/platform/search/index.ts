export { type BulkItem, type Refusal, writeAll } from "./bulk-writer.js";
export { openSearch, type SearchClient } from "./search-client.js";
export { errorType, isLost, SearchIndexGone } from "./search-errors.js";

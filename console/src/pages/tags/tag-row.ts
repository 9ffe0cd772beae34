import type { TagListQuery } from "./operations.generated";

export type TagRow = TagListQuery["tags"][number];

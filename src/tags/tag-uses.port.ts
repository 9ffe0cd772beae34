/** Something that names a tag, and would mean something else without it. */
export interface TagUse {
  kind: "TAG_RULE" | "SEGMENT";
  id: string;
  name: string;
}

/** Who says which of its things use a tag: asked before the tag is deleted. */
export interface TagUses {
  /** Those that name the tag themselves, by name. */
  usesOf(tenantId: number, tagId: number): Promise<TagUse[]>;
}

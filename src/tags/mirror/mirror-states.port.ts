/** What is known of a mirrored tag's other side. */
export interface MirrorFacts {
  tagId: number;
  /** All that was to be done is done, but for what was refused. */
  settled: boolean;
  pending: number;
  /** Why WeChat does not take the tag or its name. */
  nameError: string | null;
  /** Followers WeChat does not let have the tag, ascending; a thousand at most. */
  refused: number[];
  /** Why all mirrored tags of the tenant wait. */
  waitsFor: string | null;
}

export interface MirrorStates {
  /** Of those of the tags that are mirrored. */
  facts(tenantId: number, tagIds: readonly number[]): Promise<MirrorFacts[]>;
  /**
   * Whether WeChat, as last seen, has exactly those followers under the tag that carry it here, so that a mass send to
   * WeChat's tag reaches them: it is mirrored, nothing is pending, refused or in doubt.
   */
  isInStep(tenantId: number, tagId: number): Promise<boolean>;
}

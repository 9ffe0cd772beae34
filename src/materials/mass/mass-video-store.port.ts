/** Both of these WeChat keeps for three days. */
export interface MassVideoIds {
  temporaryMediaId: string;
  temporaryAt: Date;
  /** Null between the two calls. */
  mediaId: string | null;
  madeAt: Date | null;
}

/** `owner`: of the material's turn; writes of one whose turn is over throw TurnOver. */
export interface MassVideoStore {
  find(materialId: string): Promise<MassVideoIds | null>;
  saveTemporary(materialId: string, owner: string, temporary: { mediaId: string; at: Date }): Promise<void>;
  saveMade(materialId: string, owner: string, made: { mediaId: string; at: Date }): Promise<void>;
  /** Forgets `mediaId` if it was made before `before`; false where it is younger. */
  forget(materialId: string, mediaId: string, before: Date): Promise<boolean>;
}

import type { SqlExecutor } from "../audiences/index.js";

/**
 * People whose data was deleted on request, known by a keyed hash of their openid: what WeChat lists must not bring them back.
 * Only following again, by themselves, does.
 */
export interface ErasedPeople {
  /** Those of the openids that must not be entered. */
  among(sql: SqlExecutor, tenantId: number, openids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Whether a new user may be made of somebody who followed at `at`; notes that an erased person came back. */
  returns(sql: SqlExecutor, tenantId: number, openid: string, at: Date): Promise<boolean>;
}

/** How the pseudonym begins that takes the place of an erased person's openid. No openid of WeChat's has this shape. */
export const PSEUDONYM_PREFIX = "deleted-";

/** For what knows of no deletion, such as a test of its own database. */
export const NOBODY_ERASED: ErasedPeople = {
  among: async () => new Set(),
  returns: async () => true,
};

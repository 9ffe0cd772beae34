/**
 * What exactly is wrong, for programs that tell people in their own language: `extensions.reason`, and beside it the numbers and names
 * listed here. The console has a sentence for each (a test walks the list). They may become more; none changes its meaning.
 */
export const ERROR_REASONS = {
  // Of any text, number or list that was given
  LENGTH: ["min", "max", "length"],
  BYTES: ["max", "bytes"],
  BETWEEN: ["min", "max"],
  TOO_MANY: ["max", "count"],
  EMPTY: [],
  TWICE: [],
  TURNED_AROUND: [],
  CONTROL_CHARACTERS: [],
  CHARACTERS_WECHAT_REFUSES: [],
  NAME_TAKEN: ["name"],
  GONE: ["kind", "id"],
  KEY_USED: [],
  ROLE_NEEDED: ["needed", "has"],
  // Users and exports
  PERSON_DELETED: [],
  PHONE: [],
  SEARCH_TOO_LONG: [],
  EXPORTS_WAITING: ["count"],
  // Audiences, segments and tags
  AUDIENCE_TOO_DEEP: ["max"],
  AUDIENCE_TOO_LONG: ["max"],
  NO_TAG: ["id"],
  NO_SEGMENT: ["id"],
  SEGMENT_NAMES_LOST_TAG: ["id"],
  HOLDS_ITSELF: ["name"],
  SEGMENTS_FULL: ["max"],
  USED_BY: ["uses"],
  TAG_FOLLOWS_RULE: ["name"],
  JOB_RUNS: [],
  JOB_TAGS_GONE: [],
  JOB_FORGOTTEN: ["kept"],
  WECHAT_TAGS_FULL: ["max", "taken"],
  WECHAT_USER_TAGS_FULL: ["max", "users"],
  // Mass sends
  STATE: ["action", "status"],
  CHANGED_MEANWHILE: [],
  CONTENT_UNSENDABLE: ["detail"],
  NO_CONTENT: [],
  NO_MATERIAL: [],
  NOT_APPROVED: [],
  APPROVAL_OUTGROWN: ["name", "detail"],
  OWN_SEND: [],
  NO_WAY_TO_SEND: ["detail"],
  TOO_FEW: ["least", "count"],
  TIME_PASSED: [],
  TIME_TOO_FAR: [],
  RETRY_EXISTS: ["name"],
  NOBODY_TO_RETRY: [],
  NOTHING_TO_RECALL: [],
  KIND_NOT_RECALLABLE: [],
  BATCH_NOT_UNKNOWN: [],
  SEND_ENDED: [],
  BEING_RECALLED: [],
  // Materials
  FILE_EMPTY: [],
  FILE_TOO_BIG: ["max"],
  FILE_TYPE: ["kind"],
  MATERIAL_BUSY: [],
  // Settings
  LOGIN_WRONG: [],
  LOGINS_FAILED: [],
  USERNAME_FORM: ["max"],
  USERNAME_TAKEN: ["name"],
  PASSWORD_SHORT: ["min"],
  PASSWORD_LONG: ["max"],
  LAST_ADMIN: ["name"],
  KEYS_FULL: ["max"],
  WEBHOOKS_FULL: ["max"],
  WEBHOOK_DISABLED: [],
  ADDRESS_FORM: [],
  ADDRESS_NOT_HTTPS: [],
  ADDRESS_WITH_PASSWORD: [],
  TOKEN_FORM: [],
  TOKEN_REFUSED: [],
  TOKEN_FOREIGN: [],
  NO_TOKEN: [],
  INTERFACE_UNKNOWN: [],
  REINDEX_RUNS: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ErrorReason = keyof typeof ERROR_REASONS;

/** A reason with all its numbers and names. */
export type Why = {
  [Reason in ErrorReason]: { reason: Reason } & Readonly<Record<(typeof ERROR_REASONS)[Reason][number], string | number>>;
}[ErrorReason];

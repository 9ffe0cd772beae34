/**
 * What no source confirms, in one place; README.md beside this file says what each choice rests on. Whoever learns better
 * changes it here.
 */
export const ASSUMED = {
  /** Answer of a stable_token force call beyond the day's 20. */
  tooManyForcedRefreshes: 45009,
  /** Answer of sendall to a tag that does not exist: a real caller got -1. */
  massSendToUnknownTag: -1,
  /** Answer of sendall whose filter names neither everyone nor a tag. */
  massSendWithoutTarget: 40050,
  /** Answer of mass/send to more than 10,000 openids. */
  tooManyMassOpenids: 45019,
  /** Answer of user/info/batchget for more than 100. */
  tooManyProfiles: 40032,
  /** Answer of mass/delete for a kind of message that cannot be deleted. */
  massDeleteOfWrongKind: 40008,
  /** Characters of a text in a mass send (the console's limit). */
  massTextLength: 600,
  tagPageSize: 10_000,
  /** Minute in which a repeat of a clientmsgid in doubt is refused with 45066. */
  doubtMs: 60_000,
  defaultSpeedLevel: 0,
  /** A job takes this long at least, so that its callback does not usually overtake the reply. */
  shortestJobMs: 1000,
  articleUrlHost: "http://mp.weixin.qq.com/s/",
} as const;

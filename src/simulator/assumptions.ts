/**
 * What no source confirms, in one place; RULES.md beside this file says what each choice rests on, and a test compares the two.
 * Whoever learns better changes it here.
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
  /** Answer to an upload is 45001 beyond this; below it each kind of media has its own code. */
  biggestUploadBytes: 20 << 20,
  /** Answer of material/add_material to a file too big for its kind. */
  tooBigMaterial: 40006,
  /** Answer of material/add_material to a video whose form has no description with a title. */
  videoWithoutDescription: 47001,
  /** Answer of material/add_news and update_news since they were given up. */
  retiredNewsMaterial: 48001,
  /** Answer of batchget_material to a type that is none. */
  listOfUnknownMaterial: 40004,
  /** Answer of the lists to an offset below 0 or a count beyond 1 to 20. */
  badPage: 40007,
  /** Answer to an upload when the simulator, without a state folder, holds all the media it may. */
  mediaMemoryFull: 45034,
  /** Characters of an article's title, author, digest and source address. */
  articleTitleLength: 64,
  articleAuthorLength: 16,
  articleDigestLength: 120,
  articleSourceUrlLength: 1024,
  articleWithoutTitle: 45003,
  /** Answer of draft/add to a picture post with more than 20 pictures. */
  tooManyArticlePictures: 45008,
  /** Answer of draft/update to an index that the draft has not. */
  badDraftIndex: 40060,
  /** Answer of freepublish/submit for a draft that is being published. */
  draftBeingPublished: 53503,
  /** Answers of freepublish/* to ids that are none. */
  unknownPublishId: 40097,
  unknownArticleId: 53600,
  /** From freepublish/submit to its end. */
  publishMs: 10_000,
  /** How long an id of media/uploadvideo or media/uploadnews can be sent: as long as other temporary media. */
  massMediaLifeMs: 3 * 86_400_000,
  /** Answer to a secret that is not the account's: a table says 40001 as well. */
  wrongSecret: 40125,
  /** How groups/* refuse: texts for it are in the table of codes, no call says which it gives. */
  tooManyGroups: 45018,
  badGroupName: 40051,
  changeOfSystemGroup: 45016,
  /** Bytes of a custom text. */
  customTextBytes: 2048,
  /** From taking a template message to its event. */
  templateJobMs: 1000,
  /** How long the administrator may think about a send to everyone. */
  administratorMs: 30 * 60_000,
  articleUrlHost: "http://mp.weixin.qq.com/s/",
} as const;

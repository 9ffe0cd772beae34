/** WeChat's own tags (tags/*): 100 an account, 20 a user, names of up to 30 bytes. */
export interface TagCalls {
  tags(): Promise<{ id: number; name: string; count: number }[]>;
  /** Not repeated after an unclear reply: the tag may be there by then, and a second one of its name is refused. */
  createTag(name: string): Promise<{ id: number; name: string }>;
  renameTag(id: number, name: string): Promise<void>;
  /** Refused (45057) while more than 100,000 followers carry it. */
  deleteTag(id: number): Promise<void>;
  /** One page of up to 10,000 followers with the tag, after `nextOpenid` ("" from the start); `nextOpenid` "" at the end. */
  tagMembers(wechatTagId: number, nextOpenid: string): Promise<{ openids: string[]; nextOpenid: string }>;
  /** Up to 50 openids. Never two calls for one user at a time: WeChat then answers 45159 at random. */
  tagOpenids(wechatTagId: number, openids: readonly string[]): Promise<void>;
  /** Up to 50 openids. */
  untagOpenids(wechatTagId: number, openids: readonly string[]): Promise<void>;
  /** Ids of the tags of one user. */
  tagsOfUser(openid: string): Promise<number[]>;
}

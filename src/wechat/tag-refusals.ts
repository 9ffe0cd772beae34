import type { WeChatError } from "./wechat-error.js";

/**
 * Why WeChat refused to change a tag or whom it is on; null for any other failure.
 * - `unknown-tag`: no such tag (any more), if it lasts: WeChat says so at times of tags that are there.
 * - `unknown-openid`: one of the openids is not a follower's; nothing was done for the others either.
 * - `full-user`: one of the users has 20 tags already; nothing was done for the others either.
 * - `too-many-followers`: a tag with more than 100,000 followers is not deleted.
 * - `tag`: the account has 100 tags, the name is taken or not allowed, or the tag is WeChat's own.
 */
export type TagRefusal = "unknown-tag" | "unknown-openid" | "full-user" | "too-many-followers" | "tag";

const BY_CODE: Readonly<Record<number, TagRefusal>> = {
  40003: "unknown-openid",
  49003: "unknown-openid",
  50005: "unknown-openid",
  45159: "unknown-tag",
  45059: "full-user",
  45057: "too-many-followers",
  45056: "tag",
  45058: "tag",
  45157: "tag",
  45158: "tag",
};

export function tagRefusalOf({ errcode }: WeChatError): TagRefusal | null {
  return errcode === null ? null : (BY_CODE[errcode] ?? null);
}

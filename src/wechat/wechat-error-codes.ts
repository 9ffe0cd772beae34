import type { WeChatError, WeChatErrorKind } from "./wechat-error.js";

interface Meaning {
  kind: WeChatErrorKind;
  /** WeChat's own English text, for replies that come without one. */
  text: string;
}

/**
 * The one table that says what an errcode means for a caller. Texts as in Tencent's table of return codes; the kinds are
 * ours. Codes that are absent here are definite refusals of the request: `invalid`.
 */
const MEANINGS: Readonly<Record<WeChatErrorKind, Readonly<Record<number, string>>>> = {
  unclear: { [-1]: "system error", 45085: "speed server err" },
  token: {
    40001: "invalid credential, access_token is invalid or not latest",
    40014: "invalid access_token",
    41001: "access_token missing",
    42001: "access_token expired",
  },
  "quota-day": { 45009: "reach max api daily quota limit", 45028: "has no masssend quota" },
  "quota-minute": { 45011: "api minute-quota reach limit, must slower, retry next minute" },
  duplicate: { 45065: "clientmsgid exist" },
  "too-soon": { 45066: "same clientmsgid retry too fast" },
  refused: {
    // The account's credentials and rights.
    40002: "invalid grant_type",
    40013: "invalid appid",
    40125: "invalid appsecret",
    40164: "invalid ip, not in whitelist",
    40243: "AppSecret is frozen",
    41002: "appid missing",
    41004: "appsecret missing",
    43003: "require https",
    48001: "api unauthorized",
    48003: "user not agree mass-send protocol",
    48004: "api forbidden for irregularities, view detail on mp.weixin.qq.com",
    48006: "forbid to clear quota because of reaching the limit",
    48008: "no permission for this msgtype",
    89501: "this ip needs the administrator's confirmation",
    89502: "this ip needs the administrator's confirmation",
    89503: "this ip needs the administrator's confirmation",
    89504: "this ip needs the administrator's confirmation",
    89505: "this ip needs the administrator's confirmation",
    89506: "this ip was refused by the administrator, retry after 24 hours",
    89507: "this ip was refused by the administrator, retry after 1 hour",
    // No room for more until somebody deletes material.
    45034: "media file count is out of limit",
    45074: "material list size out of limit, you should delete the useless material",
    // The content: the next batch would carry the same.
    40004: "invalid media type",
    40005: "invalid file type",
    40006: "invalid meida size",
    40007: "invalid media_id",
    40008: "invalid message type",
    40009: "invalid image size",
    40010: "invalid voice size",
    40011: "invalid video size",
    40012: "invalid thumb size",
    40033: "invalid charset. please check your request, if include \\uxxxx will create fail!",
    40037: "invalid template_id",
    40113: "unsupported file type",
    40137: "invalid image format",
    41005: "media data missing",
    41006: "media_id missing",
    44001: "empty media data",
    44003: "empty news data",
    44004: "empty content",
    45001: "media size out of limit",
    45002: "content size out of limit",
    45003: "title size out of limit",
    45004: "description size out of limit",
    45005: "url size out of limit",
    45007: "playtime out of limit",
    45008: "article size out of limit",
    45052: "masssend msg use invalid type",
    45110: "author size out of limit",
    45161: "the video is not usable in a mass send",
    46001: "media data no exist",
    48013: "the video was not uploaded for mass sends",
    48014: "the video's review state is abnormal",
  },
  invalid: {
    40003: "invalid openid",
    40031: "invalid openid list",
    40032: "invalid openid list size",
    40035: "invalid args size",
    40050: "invalid group id",
    40059: "invalid msg id",
    40060: "invalid article idx",
    40065: "invalid msg status",
    40066: "invalid url",
    40092: "invalid remark name",
    40097: "invalid args",
    40114: "invalid index value",
    40130: "invalid openid list size, at least two openid",
    40132: "invalid username",
    41009: "missing openid",
    43001: "require GET method",
    43002: "require POST method",
    43004: "require subscribe",
    43019: "require remove blacklist",
    44002: "empty post data",
    44005: "empty list size",
    45015: "response out of time limit or subscription is canceled",
    45019: "too many openid, please input less",
    45047: "out of response count limit",
    45056: "too many tag now, no need to add new",
    45057: "can't delete the tag that has too many fans",
    45058: "can't modify sys tag",
    45059: "can not tagging one user too much",
    45067: "clientmsgid size out of limit",
    45083: "the speed out of range",
    45084: "No speed message",
    45157: "invalid tag name",
    45158: "tag name too long",
    45159: "invalid tag id",
    46004: "user no exist",
    47001: "data format error",
    47003: "argument invalid!",
    48002: "user block receive message",
    48005: "forbid to delete material used by auto-reply or menu",
    49003: "not match openid with appid",
    50002: "user limited",
    50005: "user is unsubscribed",
    76003: "cgi_path not found, please check",
    76021: "cgi_path not found, please check",
    76022: "could not use this cgi_path,no permission",
  },
};

const BY_CODE = new Map<number, Meaning>(
  Object.entries(MEANINGS).flatMap(([kind, codes]) =>
    Object.entries(codes).map(([code, text]): [number, Meaning] => [Number(code), { kind: kind as WeChatErrorKind, text }]),
  ),
);

/** What `errcode` (not 0) means; an unknown one is a refusal of this request. */
export function meaningOf(errcode: number): Meaning {
  return BY_CODE.get(errcode) ?? { kind: "invalid", text: "unknown error" };
}

/** The wrong secret answers 40001 at the token endpoints: asking again with the same secret helps nobody. */
export function meaningAtTokenEndpoint(errcode: number): Meaning {
  return errcode === 40001 ? { kind: "refused", text: "invalid appsecret" } : meaningOf(errcode);
}

/** The endpoint is not there (404, 40066: a server that stands in for WeChat) or not open to this account (48001). */
export function saysEndpointIsMissing({ errcode, details }: WeChatError): boolean {
  return errcode === 40066 || errcode === 48001 || details.httpStatus === 404;
}

/**
 * WeChat answers 45159 at random, although the tag exists, when one user gets several tags at the same time; later it works
 * (github.com/Wechat-Group/WxJava/issues/1850).
 */
export function mayPassForKnownTag({ errcode }: WeChatError): boolean {
  return errcode === 45159;
}

/** For some hundred milliseconds after WeChat issued a token, some of its servers do not know it. */
export function mayPassForNewToken({ errcode }: WeChatError): boolean {
  return errcode === 40001;
}

/** mass/delete of a job that WeChat is still sending. */
export function isNotSentYet({ errcode }: WeChatError): boolean {
  return errcode === 40065;
}

/** The openid is not one of the token's account. */
export function isForeignOpenid({ errcode }: WeChatError): boolean {
  return errcode === 40003 || errcode === 49003;
}

/** There is no such material, draft or file (any more). */
export function saysMediaIsGone({ errcode }: WeChatError): boolean {
  return errcode === 40007 || errcode === 46001;
}

/** WeChat knows no such interface, or has none for this account, where it was asked for its quota. */
export function isUnknownInterface({ errcode }: WeChatError): boolean {
  return errcode === 76003 || errcode === 76021 || errcode === 76022;
}

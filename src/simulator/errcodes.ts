/** The English texts of WeChat's error codes, as Tencent's own table has them (its misspellings included). */
export const ERRMSG: Readonly<Record<number, string>> = {
  [-1]: "system error",
  0: "ok",
  40001: "invalid credential, access_token is invalid or not latest",
  40002: "invalid grant_type",
  40003: "invalid openid",
  40004: "invalid media type",
  40005: "invalid file type",
  40006: "invalid meida size",
  40007: "invalid media_id",
  40008: "invalid message type",
  40013: "invalid appid",
  40014: "invalid access_token",
  40031: "invalid openid list",
  40032: "invalid openid list size",
  40033: "invalid charset. please check your request, if include \\uxxxx will create fail!",
  40035: "invalid args size",
  40037: "invalid template_id",
  40050: "invalid group id",
  40059: "invalid msg id",
  40060: "invalid article idx",
  40065: "invalid msg status",
  40066: "invalid url",
  40092: "invalid remark name",
  40097: "invalid args",
  40113: "unsupported file type",
  40125: "invalid appsecret",
  40130: "invalid openid list size, at least two openid",
  40132: "invalid username",
  40164: "invalid ip, not in whitelist",
  40243: "appsecret is frozen",
  41001: "access_token missing",
  41002: "appid missing",
  41004: "appsecret missing",
  41005: "media data missing",
  41006: "media_id missing",
  41009: "missing openid",
  42001: "access_token expired",
  43001: "require GET method",
  43002: "require POST method",
  43003: "require https",
  43004: "require subscribe",
  43019: "require remove blacklist",
  44001: "empty media data",
  44002: "empty post data",
  44003: "empty news data",
  44004: "empty content",
  44005: "empty list size",
  45001: "media size out of limit",
  45002: "content size out of limit",
  45003: "title size out of limit",
  45004: "description size out of limit",
  45008: "article size out of limit",
  45009: "reach max api daily quota limit",
  45011: "api minute-quota reach limit, must slower, retry next minute",
  45015: "response out of time limit or subscription is canceled",
  45019: "too many openid, please input less",
  45028: "has no masssend quota",
  45034: "media file count is out of limit",
  45047: "out of response count limit",
  45052: "masssend msg use invalid type",
  45056: "too many tag now, no need to add new",
  45057: "can't delete the tag that has too many fans",
  45058: "can't modify sys tag",
  45059: "can not tagging one user too much",
  45065: "clientmsgid exist",
  45066: "same clientmsgid retry too fast",
  45067: "clientmsgid size out of limit",
  45074: "material list size out of limit, you should delete the useless material",
  45083: "the speed out of range",
  45084: "No speed message",
  45085: "speed server err",
  45157: "invalid tag name",
  45158: "tag name too long",
  45159: "invalid tag id",
  46001: "media data no exist",
  46004: "user no exist",
  47001: "data format error",
  48001: "api unauthorized",
  48002: "user block receive message",
  48003: "user not agree mass-send protocol",
  48004: "api forbidden for irregularities, view detail on mp.weixin.qq.com",
  48005: "forbid to delete material used by auto-reply or menu",
  48006: "forbid to clear quota because of reaching the limit",
  48008: "no permission for this msgtype",
  49003: "not match openid with appid",
  50002: "user limited",
  50005: "user is unsubscribed",
  76003: "cgi_path not found, please check",
  76022: "could not use this cgi_path,no permission",
};

/** A refusal as WeChat words it. `extra` stands beside errcode and errmsg in the reply (msg_id of a 45065). */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly errcode: number,
    readonly extra: Readonly<Record<string, unknown>> = {},
    errmsg: string = ERRMSG[errcode] ?? "unknown error",
  ) {
    super(errmsg);
  }
}

/** The JSON of a refusal. WeChat ends the text with a rid whose first group is the time in hex; 45065 alone has none. */
export function refusal(error: ApiError, nowMs: number, random: () => number): Record<string, unknown> {
  const group = () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, "0");
  const rid = ` rid: ${Math.floor(nowMs / 1000).toString(16)}-${group()}-${group()}`;
  return { errcode: error.errcode, errmsg: error.errcode === 45065 ? error.message : error.message + rid, ...error.extra };
}

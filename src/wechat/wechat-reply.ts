import { z } from "zod";
import { WeChatError } from "./wechat-error.js";
import { meaningOf } from "./wechat-error-codes.js";
import { parseWeChatJson } from "./wechat-json.js";

/** errmsg = text + ` hint: [..]` and/or ` rid: ..`; only the text says what happened. */
const SUFFIX = /,?\s*(?:hint: ?\[[^\]]*\]\s*)?(?:rid: ?[0-9a-f-]+)?\s*$/;
const RID = /rid: ?([0-9a-f]+(?:-[0-9a-f]+)*)/;
const MAX_ERRMSG = 300;

const Failure = z.object({
  errcode: z.number().int(),
  errmsg: z.string().optional(),
  msg_id: z.coerce.bigint().optional(),
});

/**
 * Reads a reply's text: the parsed object, or a WeChatError for an errcode other than 0. A reply that is no JSON object
 * says nothing about what WeChat did: `unclear`. `secrets` never appear in an error, whatever the server echoes.
 */
export function readReply(endpoint: string, text: string, secrets: readonly string[], meaning = meaningOf): object {
  const reply = parseObject(endpoint, text);
  if (!("errcode" in reply)) return reply;
  const failure = Failure.safeParse(reply);
  if (!failure.success) throw new WeChatError("unclear", endpoint, null, "the reply's errcode or msg_id is no integer");
  const { errcode, errmsg, msg_id: msgId } = failure.data;
  if (errcode === 0) return reply;
  const { kind, text: fallback } = meaning(errcode);
  const rid = errmsg?.match(RID)?.[1];
  const shown =
    redact(errmsg ?? "", secrets)
      .slice(0, MAX_ERRMSG)
      .replace(SUFFIX, "") || fallback;
  throw new WeChatError(kind, endpoint, errcode, shown, {
    ...(rid === undefined ? {} : { rid }),
    ...(msgId === undefined ? {} : { msgId }),
  });
}

function parseObject(endpoint: string, text: string): object {
  const parsed = parseOrNull(text);
  if (typeof parsed === "object" && parsed !== null) return parsed;
  throw new WeChatError("unclear", endpoint, null, "the reply is not a JSON object");
}

function parseOrNull(text: string): unknown {
  try {
    return parseWeChatJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** A success whose fields are not as documented says nothing about what WeChat did either. */
export function checkReply<T>(endpoint: string, schema: z.ZodType<T>, reply: object): T {
  const checked = schema.safeParse(reply);
  if (checked.success) return checked.data;
  const where = checked.error.issues[0]?.path.join(".") ?? "";
  throw new WeChatError("unclear", endpoint, null, `the reply is not as documented at "${where}"`);
}

const Ok = z.object({ errcode: z.literal(0) });

/** A write without a result says `errcode: 0`; anything less may come from a proxy. */
export function checkOk(endpoint: string, reply: object): void {
  checkReply(endpoint, Ok, reply);
}

function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => (secret === "" ? shown : shown.replaceAll(secret, "***")), text);
}

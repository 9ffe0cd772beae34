import { z } from "zod";
import { readErrmsg } from "./errmsg.js";
import { WideId } from "./reply-fields.js";
import { WeChatError } from "./wechat-error.js";
import { meaningOf } from "./wechat-error-codes.js";
import { parseWeChatJson } from "./wechat-json.js";

const Failure = z.object({
  errcode: z.number().int(),
  errmsg: z.string().optional(),
  msg_id: WideId.optional(),
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
  const { text: said, ...suffix } = readErrmsg(errmsg ?? "", secrets);
  throw new WeChatError(kind, endpoint, errcode, said || fallback, { ...suffix, ...(msgId !== undefined && { msgId }) });
}

function parseObject(endpoint: string, text: string): object {
  const parsed = parseOrNull(text);
  if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed;
  throw new WeChatError("unclear", endpoint, null, "the reply is not a JSON object");
}

function parseOrNull(text: string): unknown {
  try {
    return parseWeChatJson(text);
  } catch (error) {
    // RangeError: nested deeper than the stack.
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
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

import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { CallbackOptions } from "../options.js";
import { decrypt, sign } from "./crypto.js";
import type { CallbackEvent } from "./events.js";

/** What a person would see of the answer to their message. */
export interface PassiveReply {
  msgType: string;
  /** Text, title or media id; the beginning of it. */
  content: string;
  encrypted: boolean;
}

/** A reply that WeChat would not pass on; the person sees 该公众号提供的服务出现故障 then. */
export class BadReply extends Error {
  override readonly name = "BadReply";
}

type Fields = Record<string, unknown>;

/** Where each kind of reply holds what it says. */
const CONTENT: Readonly<Record<string, (fields: Fields) => unknown>> = {
  text: ({ Content }) => Content,
  image: ({ Image }) => part(Image, "MediaId"),
  voice: ({ Voice }) => part(Voice, "MediaId"),
  video: ({ Video }) => part(Video, "MediaId"),
  music: ({ Music }) => part(Music, "ThumbMediaId"),
  news: ({ Articles }) => part([part(Articles, "item")].flat()[0], "Title"),
  transfer_customer_service: () => "(to customer service)",
};
const MOST_CHARACTERS = 200;
const MOST_TEXT_BYTES = 2048;
const parser = new XMLParser({ parseTagValue: false, processEntities: false, ignoreAttributes: true });

/** Reads the XML that a receiver answers with. Throws BadReply with what is wrong. */
export function readPassiveReply(body: string, callback: CallbackOptions, appId: string, event: CallbackEvent): PassiveReply {
  const outer = fieldsIn(body);
  const encrypted = typeof outer.Encrypt === "string";
  if (!encrypted && callback.mode === "safe") throw new BadReply("safe mode wants an encrypted reply");
  const fields = encrypted ? fieldsIn(decrypted(outer, callback, appId)) : outer;
  if (fields.ToUserName !== event.openid) throw new BadReply("ToUserName is not the openid of who wrote");
  if (fields.FromUserName !== event.fields.ToUserName) throw new BadReply("FromUserName is not the account's original id");
  if (!/^\d{1,12}$/.test(String(fields.CreateTime))) throw new BadReply("CreateTime is not a whole number of seconds");
  const msgType = String(fields.MsgType);
  const content = CONTENT[msgType]?.(fields);
  if (typeof content !== "string" || content === "")
    throw new BadReply(`a reply of MsgType ${msgType} lacks its content, or there is no such type`);
  if (msgType === "text" && Buffer.byteLength(content) > MOST_TEXT_BYTES) throw new BadReply("the text is longer than 2,048 bytes");
  return { msgType, content: content.slice(0, MOST_CHARACTERS), encrypted };
}

function decrypted(outer: Fields, { token, encodingAesKey }: CallbackOptions, appId: string): string {
  const { Encrypt, MsgSignature, TimeStamp, Nonce } = outer;
  if (encodingAesKey === null) throw new BadReply("encrypted, but the account has no EncodingAESKey");
  if (MsgSignature !== sign(token, String(TimeStamp), String(Nonce), String(Encrypt))) throw new BadReply("MsgSignature is wrong");
  const plain = decrypt(encodingAesKey, String(Encrypt));
  if (!plain) throw new BadReply("Encrypt cannot be decrypted");
  if (plain.appId !== appId) throw new BadReply("Encrypt ends in another appid");
  return plain.message;
}

function fieldsIn(xml: string): Fields {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(xml)) throw new BadReply("XML with a DTD");
  if (XMLValidator.validate(xml) !== true) throw new BadReply("neither success nor empty nor XML");
  const root = (parser.parse(xml) as Fields).xml;
  if (typeof root !== "object" || root === null) throw new BadReply("XML without the element xml");
  return root as Fields;
}

function part(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Fields)[name] : undefined;
}

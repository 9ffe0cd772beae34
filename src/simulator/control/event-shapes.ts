import { z } from "zod";
import { isObject } from "../json.js";
import { ControlError } from "./control-error.js";
import { whoShape } from "./person-in.js";

const id = z.union([z.string().regex(/^\d{1,19}$/), z.int().min(0), z.bigint().min(0n)]).transform(BigInt);
const text = z.string().max(2048);
const key = z.string().min(1).max(128).describe("the menu button's key");
const scene = z.union([z.string().min(1).max(64), z.int().min(1)]).describe("of the QR code");
const ticket = z.string().min(1).max(200).optional();
const latitude = z.number().min(-90).max(90);
const longitude = z.number().min(-180).max(180);
const mediaId = z.string().min(1).max(200).optional();
const scale = z.int().min(0).max(30).optional();

const shared = {
  ...whoShape,
  count: z.int().min(1).max(1_000_000).optional().describe("so many people in turn, in place of one named by openid or follower"),
  ratePerSecond: z.number().min(0.1).max(5000).optional().describe("with count: of real time (10)"),
};
const event = <Name extends string, Fields extends z.ZodRawShape>(name: Name, fields: Fields) =>
  z.strictObject({ ...shared, event: z.literal(name), ...fields });
const message = <Name extends string, Fields extends z.ZodRawShape>(name: Name, fields: Fields) =>
  z.strictObject({ ...shared, message: z.literal(name), ...fields });
const pictures = {
  key,
  md5s: z
    .array(z.string().regex(/^[0-9a-f]{32}$/))
    .max(9)
    .optional(),
};
const scanned = { key, scanType: z.enum(["qrcode", "barcode"]).optional(), scanResult: text.min(1) };

/** What people do. */
export const personEventShape = z.discriminatedUnion("event", [
  event("subscribe", { scene: scene.optional(), ticket }),
  event("unsubscribe", {}),
  event("SCAN", { scene, ticket }),
  event("LOCATION", { latitude, longitude, precision: z.number().min(0).max(1e6).optional() }),
  event("CLICK", { key }),
  event("VIEW", { url: z.url().max(2048), menuId: z.int().min(0).optional() }),
  event("location_select", { key, x: latitude, y: longitude, scale, label: text.optional(), poiname: text.optional() }),
  event("pic_sysphoto", pictures),
  event("pic_photo_or_album", pictures),
  event("pic_weixin", pictures),
  event("scancode_push", scanned),
  event("scancode_waitmsg", scanned),
]);

/** What people write. */
export const messageShape = z.discriminatedUnion("message", [
  message("text", {
    content: z.union([text.min(1), z.array(text.min(1)).min(1).max(100)]).describe("of several, with count, each person says the next"),
  }),
  message("image", { picUrl: z.url().max(2048).optional(), mediaId }),
  message("voice", { format: z.enum(["amr", "speex"]).optional(), mediaId, recognition: text.optional() }),
  message("video", { mediaId, thumbMediaId: mediaId }),
  message("shortvideo", { mediaId, thumbMediaId: mediaId }),
  message("location", { x: latitude, y: longitude, scale, label: text.optional() }),
  message("link", { title: text.min(1), description: text.optional(), url: z.url().max(2048) }),
]);

const count = z
  .int()
  .min(0)
  .max(2 ** 31)
  .optional();
const articles = z.int().min(0).max(8).optional();

/** How jobs end, said out of turn: also of jobs that never were. */
export const jobEventShape = z.discriminatedUnion("event", [
  z.strictObject({
    appId: whoShape.appId,
    event: z.literal("MASSSENDJOBFINISH"),
    msgId: id.optional().describe("of any job, known or not; default: the latest"),
    status: z.string().min(1).max(40).optional().describe("`send success`, `send fail`, `err(30003)`; default: the job's"),
    ...{ totalCount: count, filterCount: count, sentCount: count, errorCount: count },
    articles: articles.describe("items in CopyrightCheckResult and ArticleUrlResult; default: the job's"),
    checkState: z
      .int()
      .min(0)
      .max(3)
      .optional()
      .describe("0 not looked at, 1 no reprint, 2 a reprint that may be sent, 3 one that must not"),
  }),
  z.strictObject({
    ...whoShape,
    event: z.literal("TEMPLATESENDJOBFINISH"),
    msgId: id,
    status: z.string().min(1).max(40).optional().describe("`success` (default), `failed:user block`, `failed: system failed`"),
  }),
  z.strictObject({
    appId: whoShape.appId,
    event: z.literal("PUBLISHJOBFINISH"),
    publishId: id,
    publishStatus: z.int().min(0).max(6).optional().describe("0 (default) published, 2 originality, 3 failed, 4 refused, …"),
    articleId: z.string().max(200).optional(),
    articles: articles.describe("how many (1)"),
    failIdx: z.array(z.int().min(1).max(8)).max(8).optional(),
  }),
]);

export const eventOrderShape = z.union([personEventShape, messageShape, jobEventShape]);

/** Reads an order by the name in it, so that a fault is told of the event that was meant. Throws ZodError, ControlError. */
export function readEventOrder(order: unknown): PersonOrder | JobOrder {
  if (isObject(order) && order.message !== undefined) return messageShape.parse(order);
  const name = isObject(order) ? order.event : undefined;
  if (namesOf(jobEventShape).includes(name)) return jobEventShape.parse(order);
  if (namesOf(personEventShape).includes(name)) return personEventShape.parse(order);
  const events = [...namesOf(personEventShape), ...namesOf(jobEventShape)];
  const messages = messageShape.options.map(({ shape }) => shape.message.value);
  throw new ControlError(`event is one of ${events.join(", ")}; or message is one of ${messages.join(", ")}`);
}

function namesOf(shape: typeof personEventShape | typeof jobEventShape): unknown[] {
  return shape.options.map(({ shape: fields }) => fields.event.value);
}

export type PersonOrder = z.output<typeof personEventShape> | z.output<typeof messageShape>;
export type JobOrder = z.output<typeof jobEventShape>;

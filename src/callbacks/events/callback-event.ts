import type { z } from "zod";
import type { CallbackFields } from "../callback-body.js";
import * as follower from "./follower-events.js";
import * as job from "./job-events.js";
import * as menu from "./menu-events.js";
import * as message from "./messages.js";

/** By the Event's name, or `message:` and the MsgType. */
const READERS = {
  subscribe: follower.subscribe,
  unsubscribe: follower.unsubscribe,
  SCAN: follower.scan,
  LOCATION: follower.location,
  user_info_modified: follower.userInfoModified,
  user_authorization_revoke: follower.userAuthorizationRevoke,
  user_authorization_cancellation: follower.userAuthorizationCancellation,
  CLICK: menu.click,
  VIEW: menu.view,
  view_miniprogram: menu.viewMiniProgram,
  location_select: menu.locationSelect,
  pic_sysphoto: menu.picSysphoto,
  pic_photo_or_album: menu.picPhotoOrAlbum,
  pic_weixin: menu.picWeixin,
  scancode_push: menu.scancodePush,
  scancode_waitmsg: menu.scancodeWaitmsg,
  TEMPLATESENDJOBFINISH: job.templateSendJobFinish,
  MASSSENDJOBFINISH: job.massSendJobFinish,
  PUBLISHJOBFINISH: job.publishJobFinish,
  "message:text": message.text,
  "message:image": message.image,
  "message:voice": message.voice,
  "message:video": message.video,
  "message:shortvideo": message.shortvideo,
  "message:location": message.location,
  "message:link": message.link,
};

type Known = keyof typeof READERS;
export type EventDetails = { [Type in Known]: z.output<(typeof READERS)[Type]> }[Known];

/**
 * A callback of a known type, told apart by `type`. Written to JSON as it is: numbers as numbers, ids of 64 bits as text, `at`
 * in ISO 8601.
 */
export type CallbackEvent = EventDetails & {
  /** FromUserName: whose act it is, except in events of jobs and of the platform. */
  openid: string;
  /** CreateTime, in whole seconds. */
  at: Date;
};

/** Null `details` without `problem`: a type nobody here knows. */
export interface ReadEvent {
  details: EventDetails | null;
  /** The fields that are missing or not as they should be. */
  problem: string | null;
}

/** Reads what a callback of the type `event` says. */
export function readEvent(event: string, fields: CallbackFields): ReadEvent {
  if (!isKnown(event)) return { details: null, problem: null };
  const read = READERS[event].safeParse(fields);
  if (read.success) return { details: read.data, problem: null };
  // Names of our schemas only: never what the sender wrote.
  const names = new Set(read.error.issues.map(({ path }) => path.filter((part) => typeof part === "string").join(".")));
  return { details: null, problem: `missing or not as it should be: ${[...names].join(", ")}` };
}

function isKnown(event: string): event is Known {
  return Object.hasOwn(READERS, event);
}

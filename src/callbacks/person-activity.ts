import type { PersonActivity } from "./callback-handlers.port.js";
import type { StoredCallback } from "./callback-store.port.js";
import type { CallbackEvent } from "./events/callback-event.js";

/** What a person did: of the others FromUserName is the platform, or somebody to whom something was sent. */
const ACTS = new Set<CallbackEvent["type"]>([
  "subscribe",
  "unsubscribe",
  "SCAN",
  "LOCATION",
  "CLICK",
  "VIEW",
  "view_miniprogram",
  "location_select",
  "pic_sysphoto",
  "pic_photo_or_album",
  "pic_weixin",
  "scancode_push",
  "scancode_waitmsg",
  "message:text",
  "message:image",
  "message:voice",
  "message:video",
  "message:shortvideo",
  "message:location",
  "message:link",
]);

export function isActOfPerson(type: CallbackEvent["type"]): boolean {
  return ACTS.has(type);
}

/**
 * Null where it is no act of a person. A time ahead of ours counts as now: WeChat's clock may be some seconds off, and what lay
 * in the future would be the newest for ever.
 */
export function activityOf({ tenantId, details }: Pick<StoredCallback, "tenantId" | "details">, now: Date): PersonActivity | null {
  if (details === null || !isActOfPerson(details.type)) return null;
  const { openid } = details;
  const at = details.at > now ? now : details.at;
  if (details.type !== "LOCATION") return { tenantId, openid, at, position: null };
  const { latitude, longitude, precisionMeters } = details;
  return { tenantId, openid, at, position: { latitude, longitude, precisionMeters, at } };
}

/** Two acts of one person as one: the later moment, and the later position. */
export function merged(one: PersonActivity, other: PersonActivity): PersonActivity {
  const [earlier, later] = one.at <= other.at ? [one, other] : [other, one];
  const positions = [earlier.position, later.position].filter((position) => position !== null);
  return { ...later, position: positions.at(-1) ?? null };
}

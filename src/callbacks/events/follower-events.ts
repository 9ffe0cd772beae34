import { z } from "zod";
import { filled, latitude, longitude, precision, textOrNull } from "./fields.js";

/** EventKey is `qrscene_<scene>` (and Ticket there) where a QR code led to the account. */
export const subscribe = z
  .object({ EventKey: textOrNull, Ticket: textOrNull })
  .transform(({ EventKey: eventKey, Ticket: ticket }) => ({ type: "subscribe" as const, eventKey, ticket }));

export const unsubscribe = z
  .object({ EventKey: textOrNull })
  .transform(({ EventKey: eventKey }) => ({ type: "unsubscribe" as const, eventKey }));

/** Somebody who follows already scanned a QR code: EventKey is the scene, a number or a word. */
export const scan = z
  .object({ EventKey: filled, Ticket: textOrNull })
  .transform(({ EventKey: scene, Ticket: ticket }) => ({ type: "SCAN" as const, scene, ticket }));

/** Where the person is: on entering the chat, or every 5 s inside it, as the account is set. */
export const location = z
  .object({ Latitude: latitude, Longitude: longitude, Precision: precision.optional() })
  .transform(({ Latitude, Longitude, Precision }) => ({
    type: "LOCATION" as const,
    latitude: Latitude,
    longitude: Longitude,
    precisionMeters: Precision ?? null,
  }));

/** The platform tells of a person (OpenID); FromUserName is the platform's. */
function aboutUser<Type extends string>(type: Type) {
  return z
    .object({ OpenID: filled, AppID: textOrNull, RevokeInfo: textOrNull })
    .transform(({ OpenID: userOpenid, AppID: appId, RevokeInfo: revoked }) => ({ type, userOpenid, appId, revoked }));
}

export const userInfoModified = aboutUser("user_info_modified" as const);
export const userAuthorizationRevoke = aboutUser("user_authorization_revoke" as const);
export const userAuthorizationCancellation = aboutUser("user_authorization_cancellation" as const);

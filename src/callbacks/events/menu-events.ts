import { z } from "zod";
import { count, filled, items, latitude, longitude, textOrNull, whole } from "./fields.js";

/** What followers do in the account's menu. */

export const click = z.object({ EventKey: filled }).transform(({ EventKey: eventKey }) => ({ type: "CLICK" as const, eventKey }));

function opened<Type extends string>(type: Type) {
  return z
    .object({ EventKey: filled, MenuId: textOrNull })
    .transform(({ EventKey: address, MenuId: menuId }) => ({ type, address, menuId }));
}

/** EventKey is the URL. */
export const view = opened("VIEW" as const);
/** EventKey is the page's path in the mini program. */
export const viewMiniProgram = opened("view_miniprogram" as const);

/** A place the person picked on the map: not where they are. Location_X is the latitude. */
export const locationSelect = z
  .object({
    EventKey: textOrNull,
    SendLocationInfo: z.object({
      Location_X: latitude,
      Location_Y: longitude,
      Scale: whole(0, 100),
      Label: textOrNull,
      Poiname: textOrNull,
    }),
  })
  .transform(({ EventKey: eventKey, SendLocationInfo: { Location_X, Location_Y, Scale, Label, Poiname } }) => ({
    type: "location_select" as const,
    eventKey,
    latitude: Location_X,
    longitude: Location_Y,
    scale: Scale,
    label: Label,
    place: Poiname,
  }));

function pictures<Type extends string>(type: Type) {
  return z
    .object({
      EventKey: textOrNull,
      SendPicsInfo: z.object({ Count: count, PicList: items(z.object({ PicMd5Sum: filled })) }),
    })
    .transform(({ EventKey: eventKey, SendPicsInfo: { Count, PicList } }) => ({
      type,
      eventKey,
      count: Count,
      md5Sums: PicList.map(({ PicMd5Sum }) => PicMd5Sum),
    }));
}

export const picSysphoto = pictures("pic_sysphoto" as const);
export const picPhotoOrAlbum = pictures("pic_photo_or_album" as const);
export const picWeixin = pictures("pic_weixin" as const);

function scanned<Type extends string>(type: Type) {
  return z
    .object({ EventKey: textOrNull, ScanCodeInfo: z.object({ ScanType: filled, ScanResult: z.string() }) })
    .transform(({ EventKey: eventKey, ScanCodeInfo: { ScanType, ScanResult } }) => ({
      type,
      eventKey,
      scanType: ScanType,
      scanResult: ScanResult,
    }));
}

export const scancodePush = scanned("scancode_push" as const);
export const scancodeWaitmsg = scanned("scancode_waitmsg" as const);

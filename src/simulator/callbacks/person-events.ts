import { createHash } from "node:crypto";
import type { Account } from "../model/account.js";
import { type CallbackEvent, eventOf } from "./events.js";
import { Decimal, type XmlFields } from "./xml.js";

interface WithKey {
  /** The menu button's key. */
  key: string;
}

/** What a person does to the account, with what the event tells of it. */
export type PersonEvent =
  /** `scene`: of the QR code that led here. */
  | { event: "subscribe"; scene?: string | number; ticket?: string }
  | { event: "unsubscribe" }
  | { event: "SCAN"; scene: string | number; ticket?: string }
  | { event: "LOCATION"; latitude: number; longitude: number; precision?: number }
  | ({ event: "CLICK" } & WithKey)
  | { event: "VIEW"; url: string; menuId?: number }
  | ({ event: "location_select"; x: number; y: number; scale?: number; label?: string; poiname?: string } & WithKey)
  | ({ event: "pic_sysphoto" | "pic_photo_or_album" | "pic_weixin"; md5s?: string[] } & WithKey)
  | ({ event: "scancode_push" | "scancode_waitmsg"; scanType?: "qrcode" | "barcode"; scanResult: string } & WithKey);

/** LOCATION writes its numbers with six places. */
const PLACES = 6;
const PRECISION_M = 65;

export function personEvent(account: Account, n: number, what: PersonEvent, now: number): CallbackEvent {
  return eventOf(account, what.event, account.followers.openidOf(n), now, fieldsOf(what));
}

function fieldsOf(what: PersonEvent): XmlFields {
  switch (what.event) {
    case "subscribe":
      if (what.scene === undefined) return { EventKey: "" };
      return { EventKey: `qrscene_${what.scene}`, Ticket: what.ticket ?? ticketOf(what.scene) };
    case "unsubscribe":
      return { EventKey: "" };
    case "SCAN":
      return { EventKey: what.scene, Ticket: what.ticket ?? ticketOf(what.scene) };
    case "LOCATION":
      return {
        Latitude: new Decimal(what.latitude, PLACES),
        Longitude: new Decimal(what.longitude, PLACES),
        Precision: new Decimal(what.precision ?? PRECISION_M, PLACES),
      };
    case "CLICK":
      return { EventKey: what.key };
    case "VIEW":
      return what.menuId === undefined ? { EventKey: what.url } : { EventKey: what.url, MenuId: what.menuId };
    default:
      return { EventKey: what.key, ...menuInfo(what) };
  }
}

/** The nested blocks of what a person picked in a menu. */
function menuInfo(what: Extract<PersonEvent, WithKey>): XmlFields {
  switch (what.event) {
    case "location_select": {
      const { x, y, scale = 15, label = "", poiname = "" } = what;
      return {
        SendLocationInfo: { Location_X: String(x), Location_Y: String(y), Scale: String(scale), Label: label, Poiname: poiname },
      };
    }
    case "scancode_push":
    case "scancode_waitmsg":
      return { ScanCodeInfo: { ScanType: what.scanType ?? "qrcode", ScanResult: what.scanResult } };
    case "CLICK":
      return {};
    default: {
      const md5s = what.md5s ?? ["1b5f7c23b5bf75682a53e7b6d163e185"];
      return { SendPicsInfo: { Count: md5s.length, PicList: md5s.map((PicMd5Sum) => ({ PicMd5Sum })) } };
    }
  }
}

/** The same ticket for the same QR code. */
function ticketOf(scene: string | number): string {
  return `gQ${createHash("sha512").update(String(scene)).digest("base64url")}`;
}

import type { JsonObject } from "../json.js";
import type { AccountConditions } from "./conditions.js";
import type { UserAct } from "./reply-windows.js";
import type { Template } from "./template-book.js";

/** Changes of what the account has with single people, of its menu, and of its standing. */
export type ServiceChange =
  | { type: "remarked"; person: number; remark: string }
  /** Somebody did something that the account may answer for a while. */
  | { type: "user-acted"; person: number; act: UserAct }
  | { type: "custom-sent"; person: number; msgtype: string; content: unknown }
  | { type: "typing-shown"; person: number; shown: boolean }
  | { type: "template-added"; template: Template }
  | { type: "template-removed"; id: string }
  | { type: "template-sent"; msgId: bigint; person: number; templateId: string; content: unknown; finishAt: number }
  | { type: "template-pushed"; msgId: bigint }
  | { type: "menu-set"; menu: JsonObject | null }
  | { type: "conditions-set"; conditions: Partial<AccountConditions> };

const TYPES: Readonly<Record<ServiceChange["type"], true>> = {
  remarked: true,
  "user-acted": true,
  "custom-sent": true,
  "typing-shown": true,
  "template-added": true,
  "template-removed": true,
  "template-sent": true,
  "template-pushed": true,
  "menu-set": true,
  "conditions-set": true,
};

export function isServiceChange(change: { type: string }): change is ServiceChange {
  return Object.hasOwn(TYPES, change.type);
}

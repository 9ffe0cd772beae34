import { type AccountCall, endpoint, OK, type Reply } from "../endpoint.js";
import { ApiError } from "../errcodes.js";
import { textIn } from "../fields.js";
import { isObject, type JsonObject } from "../json.js";

const MOST_BUTTONS = 3;
const MOST_SUB_BUTTONS = 5;
const MOST_NAME_BYTES = 16;
const MOST_SUB_NAME_BYTES = 60;
const MOST_KEY_BYTES = 128;
const MOST_URL_BYTES = 1024;
const TYPES = new Set([
  ...["click", "view", "miniprogram", "media_id", "view_limited", "article_id", "article_view_limited", "location_select"],
  ...["scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin"],
]);

/** What each fault of a button is called, on the first level and below it. */
const TOP = { size: 40016, type: 40017, name: 40018, key: 40019, url: 40020, nameBytes: MOST_NAME_BYTES };
const SUB = { size: 40023, type: 40024, name: 40025, key: 40026, url: 40027, nameBytes: MOST_SUB_NAME_BYTES };

export const menuEndpoints = [
  endpoint("POST", "menu/create", create),
  endpoint("GET", "menu/get", get),
  endpoint("GET", "menu/delete", remove),
  endpoint("GET", "get_current_selfmenu_info", ({ account }) => ({
    is_menu_open: account.service.menu ? 1 : 0,
    selfmenu_info: { button: account.service.menu?.button ?? [] },
  })),
];

function create({ world, account, body }: AccountCall): Reply {
  const button = buttons(body.button, MOST_BUTTONS, TOP);
  world.commit(account, { type: "menu-set", menu: { button } });
  return OK;
}

function get({ account }: AccountCall): Reply {
  if (!account.service.menu) throw new ApiError(46003);
  return { menu: account.service.menu };
}

function remove({ world, account }: AccountCall): Reply {
  world.commit(account, { type: "menu-set", menu: null });
  return OK;
}

function buttons(given: unknown, most: number, codes: typeof TOP): JsonObject[] {
  if (!Array.isArray(given) || given.length === 0 || given.length > most) throw new ApiError(codes.size);
  return given.map((button: unknown) => checkedButton(button, codes));
}

/** With `sub_button` always there, as menu/get answers. */
function checkedButton(button: unknown, codes: typeof TOP): JsonObject {
  if (!isObject(button)) throw new ApiError(codes.type);
  const name = textIn(button, "name") ?? "";
  if (name === "" || Buffer.byteLength(name) > codes.nameBytes) throw new ApiError(codes.name);
  const { sub_button: subs } = button;
  if (codes === TOP && Array.isArray(subs) && subs.length > 0) return { ...button, sub_button: buttons(subs, MOST_SUB_BUTTONS, SUB) };
  const { type } = button;
  if (typeof type !== "string" || !TYPES.has(type)) throw new ApiError(codes.type);
  if (type === "click" && !fits(button, "key", MOST_KEY_BYTES)) throw new ApiError(codes.key);
  if (type === "view" && !fits(button, "url", MOST_URL_BYTES)) throw new ApiError(codes.url);
  return { ...button, sub_button: [] };
}

function fits(button: JsonObject, field: string, most: number): boolean {
  const text = textIn(button, field);
  return text !== null && Buffer.byteLength(text) <= most;
}

/*
 * What people's names (openids, unionids) are found by in JSON columns: each as its index in prisma/migrations has it, part for part,
 * or the planner passes the index by.
 */

/** Openids and unionids have 28 characters; texts of about this shape are indexed. */
const NAMES = String.raw`payload - 'FromUserName', 'strict $.** ? (@ like_regex "^[\\w-]{24,31}$")'`;

/** The texts in a callback's payload that may name somebody other than its sender, as a JSON list. Index callback_names_idx. */
export const NAMES_IN_PAYLOAD = `jsonb_path_query_array(${NAMES})`;
/** Whether there are such texts: one callback in some hundred. Positions, by far the most, are not looked at. */
export const NAMED_BY_OTHERS = `event <> 'LOCATION' AND jsonb_path_exists(${NAMES})`;
/** Whether a name would be among them. */
export const isIndexedName = (name: string) => /^[\w-]{24,31}$/.test(name);

/** What every callback has, or holds of pictures and codes: nobody's text. */
export const NO_TEXTS = [
  ...["FromUserName", "ToUserName", "CreateTime", "MsgType", "Event", "MsgId", "MsgID", "MsgDataId"],
  ...["MediaId", "MediaId16K", "ThumbMediaId", "PicUrl", "Ticket"],
];
/** Digits and separators as Chinese keyboards write them, and as we read them. */
export const FULL_WIDTH = { from: "０１２３４５６７８９－　", to: "0123456789- " } as const;

/** All texts of a callback's payload, as JSON. */
export const TEXTS = `translate((payload - '{${NO_TEXTS.join(",")}}'::text[])::text, '${FULL_WIDTH.from}', '${FULL_WIDTH.to}')`;
/** Whether a mainland mobile number or an openid may stand in them. Index callback_texts_idx. */
export const MAY_MENTION = `event <> 'LOCATION' AND ${TEXTS} ~ '1([ -]?[0-9]){10}|[A-Za-z0-9_-]{24}'`;
/** Whether a number, mentioned in a text, is found by that. */
export const isIndexedPhone = (phone: string) => /^1[0-9]{10}$/.test(phone);

/** The openids listed in an audience expression, as a JSON list. Indexes mass_send_openids_idx, tag_openids_idx and segment_openids_idx. */
export const openidsIn = (column: string) => `jsonb_path_query_array(${column}, '$.**.openids[*]')`;
export const listsOpenids = (column: string) => `jsonb_path_exists(${column}, '$.**.openids')`;

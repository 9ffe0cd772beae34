import type { SqlExecutor } from "../../audiences/index.js";
import type { Removal } from "../receipt.js";
import { mentionPattern, replaceMentions } from "./mentions.js";
import { isIndexedName, isIndexedPhone, MAY_MENTION, NO_TEXTS, TEXTS } from "./name-indexes.js";

export interface Mentioned {
  names: readonly string[];
  phones: readonly string[];
}

interface Row {
  id: bigint;
  payload: Parameters<typeof replaceMentions>[0];
  details: Parameters<typeof replaceMentions>[0];
}

/** NO_TEXTS, as a callback's details call them. */
const IDS_IN_DETAILS = ["type", "openid", "at", "msgId", "mediaId", "thumbMediaId"];

/** Those found are rewritten so many at a time. */
const PAGE = 500;

/**
 * Replaces what others wrote of a person inside longer texts: names of WeChat's shape, and phone numbers. The rest of what they wrote
 * is theirs. Mainland numbers and names go by an index of the few callbacks that may hold any; another number is looked for in all.
 */
export async function eraseFromTexts(tx: SqlExecutor, tenantId: number, mentioned: Mentioned, pseudonym: string): Promise<Removal[]> {
  const names = mentioned.names.filter(isIndexedName);
  const phones = mentioned.phones.filter((phone) => /[0-9]{5}/.test(phone));
  if (names.length + phones.length === 0) return [];
  const pattern = mentionPattern({ names, phones });
  const where = phones.every(isIndexedPhone) ? MAY_MENTION : "event <> 'LOCATION'";
  const { rows: found } = await tx.query<{ id: bigint }>(
    `SELECT id FROM callback WHERE tenant_id = $1 AND ${where} AND ${TEXTS} ~ $2 ORDER BY id`,
    [tenantId, pattern],
  );
  const ids = found.map(({ id }) => String(id));
  for (let from = 0; from < ids.length; from += PAGE) await rewrite(tx, ids.slice(from, from + PAGE), new RegExp(pattern, "g"), pseudonym);
  return ids.length === 0 ? [] : [{ table: "callback", rows: ids.length, fields: ["payload", "details"] }];
}

async function rewrite(tx: SqlExecutor, ids: readonly string[], pattern: RegExp, pseudonym: string): Promise<void> {
  const { rows } = await tx.query<Row>("SELECT id, payload, details FROM callback WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE", [
    ids,
  ]);
  const rewritten = rows.map(({ id, payload, details }) => ({
    id: String(id),
    payload: replaceMentions(payload, pattern, pseudonym, NO_TEXTS),
    details: replaceMentions(details, pattern, pseudonym, IDS_IN_DETAILS),
  }));
  await tx.query(
    `UPDATE callback c SET payload = new.payload, details = new.details
     FROM jsonb_to_recordset($1::jsonb) AS new (id bigint, payload jsonb, details jsonb) WHERE c.id = new.id`,
    [JSON.stringify(rewritten)],
  );
}

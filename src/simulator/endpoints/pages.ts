import { ASSUMED } from "../assumptions.js";
import { ApiError } from "../errcodes.js";
import { integerIn } from "../fields.js";
import type { JsonObject } from "../json.js";

const MOST_A_PAGE = 20;

export interface Page<Item> {
  total_count: number;
  item_count: number;
  item: Item[];
}

/** What `offset` (default 0) and `count` (1 to 20) in the body choose of the list. */
export function pageOf<Of, Item>(body: JsonObject, all: readonly Of[], show: (one: Of) => Item): Page<Item> {
  const offset = body.offset === undefined ? 0n : integerIn(body, "offset");
  const count = integerIn(body, "count");
  if (offset === null || offset < 0n || count === null || count < 1n || count > MOST_A_PAGE) throw new ApiError(ASSUMED.badPage);
  const start = Number(offset > all.length ? all.length : offset);
  const item = all.slice(start, start + Number(count)).map(show);
  return { total_count: all.length, item_count: item.length, item };
}

import { normalisePhone } from "../../users/rules.js";
import type { ImportedDeletionRequest, ImportedFavourites, ImportedTagPair } from "../people.js";
import { type Cell, idIn, integerIn, textIn } from "./cells.js";
import { openidIn, userIdIn } from "./clean-user.js";
import { DirtyRow } from "./dirty-row.js";
import { momentIn } from "./times.js";

/** WeChat's own limit is 30 characters; tags here may be longer. */
const MAX_TAG_NAME = 64;

/** A row of `user_fav`, its cells in the order of LEGACY_TABLES. Throws DirtyRow. */
export function cleanUserFav(cells: readonly Cell[]): ImportedFavourites {
  const at = (index: number): Cell => cells[index] ?? null;
  return {
    userId: userIdIn(at(0)),
    createdAt: momentIn(at(1), "user_fav_ctime"),
    updatedAt: momentIn(at(2), "user_fav_utime"),
    addressId: idIn(at(3), "user_address_id"),
    payType: idIn(at(4), "user_fav_pay_type"),
    likedSkin: idIn(at(5), "user_fav_like_skin"),
    pointsMallAddressId: idIn(at(6), "user_fav_address_id"),
  };
}

/** A row of `user_delete_request`, likewise. */
export function cleanDeletionRequest(cells: readonly Cell[]): ImportedDeletionRequest {
  const at = (index: number): Cell => cells[index] ?? null;
  return {
    userId: userIdIn(at(0)),
    phone: normalisePhone(textIn(at(1), "phone", 20)),
    openid: openidIn(at(2)),
    processed: oneOf(at(3), "status", { 0: false, 1: true }),
    kind: oneOf(at(4), "type", { 1: "SYSTEM", 2: "USER" } as const),
  };
}

/** One pair of openid and tag, likewise. */
export function cleanTagPair(cells: readonly Cell[]): ImportedTagPair {
  const tag = textIn(cells[1] ?? null, "tag", MAX_TAG_NAME)?.trim() ?? "";
  if (tag === "") throw new DirtyRow("tag is missing");
  return { openid: openidIn(cells[0] ?? null), tag };
}

function oneOf<T>(cell: Cell, column: string, meanings: Readonly<Record<number, T>>): T {
  const meaning = meanings[integerIn(cell, column) ?? Number.NaN];
  if (meaning === undefined) throw new DirtyRow(`${column} is none of ${Object.keys(meanings).join(", ")}`);
  return meaning;
}

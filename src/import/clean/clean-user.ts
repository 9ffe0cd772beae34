import { normalisePhone } from "../../users/rules.js";
import type { ImportedPerson } from "../people.js";
import { type Cell, idIn, integerIn, textIn } from "./cells.js";
import { DirtyRow } from "./dirty-row.js";

/** A row of `user`, its cells in the order of LEGACY_TABLES. Throws DirtyRow. */
export function cleanUser(cells: readonly Cell[]): ImportedPerson {
  const [id = null, tenant = null, phone = null, rand = null, password = null, openid = null, mini = null, unionid = null] = cells;
  return {
    userId: userIdIn(id),
    legacyTenantId: integerIn(tenant, "tenant_id"),
    openid: openidIn(openid),
    miniProgramOpenid: textIn(mini, "wxminiopenid", 255),
    unionid: textIn(unionid, "unionid", 255),
    phone: normalisePhone(textIn(phone, "phone", 20)),
    rand: textIn(rand, "rand", 10),
    password: textIn(password, "password", 255),
  };
}

/** The key of every table of people. */
export function userIdIn(cell: Cell): number {
  const id = idIn(cell, "user_id");
  if (id === null || id < 0) throw new DirtyRow("user_id is missing or not above 0");
  return id;
}

export function openidIn(cell: Cell): string {
  const openid = textIn(cell, "openid", 255)?.trim() ?? "";
  if (openid === "") throw new DirtyRow("openid is missing");
  return openid;
}

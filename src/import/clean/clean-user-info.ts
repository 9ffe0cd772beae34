import { normaliseIdentityCard } from "../../users/rules.js";
import type { ImportedInfo } from "../people.js";
import { type Cell, idIn, integerIn, textIn } from "./cells.js";
import { userIdIn } from "./clean-user.js";
import { DirtyRow } from "./dirty-row.js";
import { dateIn, momentIn } from "./times.js";

const STATUS = { 0: "DELETED", 1: "NORMAL", 2: "BLACKLISTED" } as const;

/** A row of `user_info`, its cells in the order of LEGACY_TABLES; lengths are the old columns'. Throws DirtyRow. */
export function cleanUserInfo(cells: readonly Cell[]): ImportedInfo {
  const at = (index: number): Cell => cells[index] ?? null;
  return {
    userId: userIdIn(at(0)),
    createdAt: momentIn(at(1), "user_info_ctime"),
    updatedAt: momentIn(at(2), "user_info_utime"),
    qq: textIn(at(3), "qq", 32),
    wechat: textIn(at(4), "wechat", 255),
    sex: sexIn(at(5)),
    birthday: dateIn(at(6), "birthday"),
    nickname: textIn(at(7), "nick_name", 100),
    realName: textIn(at(8), "real_name", 50),
    headImageUrl: textIn(at(9), "head_img", 255),
    identityCard: normaliseIdentityCard(textIn(at(10), "identitycard", 20)),
    provinceId: idIn(at(11), "province_id"),
    cityId: idIn(at(12), "city_id"),
    regionId: idIn(at(13), "region_id"),
    job: textIn(at(14), "jobs", 30),
    eatScene: textIn(at(15), "eat_scene", 65_535),
    companyChannel: textIn(at(16), "company_channel", 255),
    companyId: idIn(at(17), "company_id"),
    vip: (integerIn(at(18), "is_vip") ?? 0) !== 0,
    status: statusIn(at(19)),
  };
}

/** 0 male, 1 female; whatever else people's forms left there is not known. */
function sexIn(cell: Cell): ImportedInfo["sex"] {
  const sex = integerIn(cell, "sex");
  if (sex === 0) return "MALE";
  return sex === 1 ? "FEMALE" : "UNKNOWN";
}

/** Absent means usable, as the old column's default had it. A number of no known meaning is not guessed: it could be somebody deleted. */
function statusIn(cell: Cell): ImportedInfo["status"] {
  const status = integerIn(cell, "status") ?? 1;
  if (status === 0 || status === 1 || status === 2) return STATUS[status];
  throw new DirtyRow("status is none of 0, 1, 2");
}

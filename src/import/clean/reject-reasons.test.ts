import { describe, expect, it } from "vitest";
import { LEGACY_TABLES, type LegacyTable } from "../legacy-tables.js";
import { isReject, judging } from "../reject.js";
import { cleanDeletionRequest, cleanTagPair, cleanUserFav } from "./clean-others.js";
import { cleanUser } from "./clean-user.js";
import { cleanUserInfo } from "./clean-user-info.js";

const CLEAN = {
  user: cleanUser,
  user_info: cleanUserInfo,
  user_fav: cleanUserFav,
  user_delete_request: cleanDeletionRequest,
  tags: cleanTagPair,
} as const;

/** A row without fault of each table, as text. */
const GOOD: Readonly<Record<LegacyTable, Record<string, string>>> = {
  user: { user_id: "7", openid: "oSeven" },
  user_info: { user_id: "7" },
  user_fav: { user_id: "7" },
  user_delete_request: { user_id: "7", openid: "oSeven", status: "0", type: "2" },
  tags: { openid: "oSeven", tag: "老客" },
};

/** What becomes of the good row with some cells in the place of its own; null: NULL. */
function judge(table: LegacyTable, cells: Record<string, string | Buffer | null>) {
  const row = { ...GOOD[table], ...cells };
  const bytes = LEGACY_TABLES[table].map((column) => {
    const cell = (row as Record<string, string | Buffer | null | undefined>)[column] ?? null;
    return cell === null ? null : Buffer.from(cell as string);
  });
  return judging<object>(table, CLEAN[table])(bytes);
}

const NOT_UTF8 = Buffer.from([0xe5, 0xbc, 0x20, 0xff]);

describe("a row of the old system", () => {
  it.each(Object.keys(CLEAN) as LegacyTable[])("of %s without fault is taken", (table) => {
    expect(isReject(judge(table, {}))).toBe(false);
  });

  it.each<[LegacyTable, Record<string, string | Buffer | null>, string]>([
    ["user", { user_id: "0" }, "user_id is missing or not above 0"],
    ["user", { user_id: "-3" }, "user_id is missing or not above 0"],
    ["user", { user_id: null }, "user_id is missing or not above 0"],
    ["user", { user_id: "2147483648" }, "user_id is no whole number that fits"],
    ["user", { user_id: "seven" }, "user_id is no whole number that fits"],
    ["user", { tenant_id: "1.5" }, "tenant_id is no whole number that fits"],
    ["user", { openid: "" }, "openid is missing"],
    ["user", { openid: "   " }, "openid is missing"],
    ["user", { openid: null }, "openid is missing"],
    ["user", { openid: NOT_UTF8 }, "openid is not valid UTF-8"],
    ["user", { openid: "o".repeat(256) }, "openid has more than 255 characters"],
    ["user", { wxminiopenid: "o".repeat(256) }, "wxminiopenid has more than 255 characters"],
    ["user", { unionid: "o".repeat(256) }, "unionid has more than 255 characters"],
    ["user", { unionid: "a\0b" }, "unionid holds a NUL character"],
    ["user", { phone: "1".repeat(21) }, "phone has more than 20 characters"],
    ["user", { rand: "x".repeat(11) }, "rand has more than 10 characters"],
    ["user", { password: "x".repeat(256) }, "password has more than 255 characters"],
    ["user_info", { user_id: "" }, "user_id is missing or not above 0"],
    ["user_info", { user_info_ctime: "yesterday" }, "user_info_ctime is no date and time"],
    ["user_info", { user_info_utime: "2020-02-30 00:00:00" }, "user_info_utime is a day that does not exist"],
    ["user_info", { user_info_ctime: "2020-02-03 24:00:00" }, "user_info_ctime is no date and time"],
    ["user_info", { birthday: "1990-02-31" }, "birthday is a day that does not exist"],
    ["user_info", { birthday: "31.12.1990" }, "birthday is no date"],
    ["user_info", { sex: "m" }, "sex is no whole number that fits"],
    ["user_info", { qq: "1".repeat(33) }, "qq has more than 32 characters"],
    ["user_info", { wechat: NOT_UTF8 }, "wechat is not valid UTF-8"],
    ["user_info", { nick_name: "长".repeat(101) }, "nick_name has more than 100 characters"],
    ["user_info", { nick_name: NOT_UTF8 }, "nick_name is not valid UTF-8"],
    ["user_info", { real_name: "长".repeat(51) }, "real_name has more than 50 characters"],
    ["user_info", { real_name: NOT_UTF8 }, "real_name is not valid UTF-8"],
    ["user_info", { head_img: "h".repeat(256) }, "head_img has more than 255 characters"],
    ["user_info", { identitycard: "1".repeat(21) }, "identitycard has more than 20 characters"],
    ["user_info", { province_id: "x" }, "province_id is no whole number that fits"],
    ["user_info", { company_id: "4294967295" }, "company_id is no whole number that fits"],
    ["user_info", { jobs: "工".repeat(31) }, "jobs has more than 30 characters"],
    ["user_info", { eat_scene: "晚".repeat(65_536) }, "eat_scene has more than 65535 characters"],
    ["user_info", { company_channel: "c".repeat(256) }, "company_channel has more than 255 characters"],
    ["user_info", { status: "9" }, "status is none of 0, 1, 2"],
    ["user_fav", { user_id: "0" }, "user_id is missing or not above 0"],
    ["user_fav", { user_fav_ctime: "2019-13-01 00:00:00" }, "user_fav_ctime is a day that does not exist"],
    ["user_fav", { user_fav_like_skin: "dry" }, "user_fav_like_skin is no whole number that fits"],
    ["user_delete_request", { openid: "" }, "openid is missing"],
    ["user_delete_request", { status: "2" }, "status is none of 0, 1"],
    ["user_delete_request", { status: null }, "status is none of 0, 1"],
    ["user_delete_request", { type: "3" }, "type is none of 1, 2"],
    ["tags", { openid: "" }, "openid is missing"],
    ["tags", { tag: " " }, "tag is missing"],
    ["tags", { tag: "签".repeat(65) }, "tag has more than 64 characters"],
  ])("of %s with %o stays behind: %s", (table, cells, reason) => {
    expect(judge(table, cells)).toMatchObject({ table, reason });
  });

  it.each<[LegacyTable, Record<string, string | null>, object]>([
    ["user", { tenant_id: null, unionid: "", wxminiopenid: "", phone: "" }, { legacyTenantId: null, unionid: null, phone: null }],
    ["user", { phone: "+86 138-0000-0001", openid: " oSeven " }, { phone: "13800000001", openid: "oSeven" }],
    ["user_info", { birthday: "0000-00-00", user_info_ctime: "0000-00-00 00:00:00" }, { birthday: null, createdAt: null }],
    ["user_info", { birthday: "1990-00-00", province_id: "0", company_id: "0" }, { birthday: null, provinceId: null, companyId: null }],
    ["user_info", { sex: "0" }, { sex: "MALE" }],
    ["user_info", { sex: "1" }, { sex: "FEMALE" }],
    ["user_info", { sex: "2" }, { sex: "UNKNOWN" }],
    ["user_info", { sex: null, status: null }, { sex: "UNKNOWN", status: "NORMAL" }],
    ["user_info", { status: "0", is_vip: "1" }, { status: "DELETED", vip: true }],
    ["user_info", { status: "2", user_info_utime: "2020-06-07 08:09:10" }, { status: "BLACKLISTED", updatedAt: "2020-06-07 08:09:10+08" }],
    ["user_info", { nick_name: `${"长".repeat(99)}😀` }, { nickname: `${"长".repeat(99)}😀` }],
    ["user_fav", { user_fav_pay_type: "0" }, { payType: null }],
    ["user_delete_request", { status: "1", type: "1" }, { processed: true, kind: "SYSTEM" }],
  ])("of %s with %o is %o", (table, cells, expected) => {
    expect(judge(table, cells)).toMatchObject(expected);
  });

  it("stays behind under its key, unless that may be a person's number", () => {
    expect(judge("user", { user_id: "12x" })).toMatchObject({ key: "12x" });
    expect(judge("user", { user_id: "13800000001" })).toMatchObject({ key: "?" });
    expect(judge("tags", { openid: "oSeven", tag: "" })).toMatchObject({ key: "oSeven" });
    expect(judge("tags", { openid: "11010519491231002X", tag: "" })).toMatchObject({ key: "?" });
  });
});

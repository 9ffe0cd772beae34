import { describe, expect, it } from "vitest";
import { cleanOrReject } from "../clean/dirty-row.js";
import { cleanCsvRow } from "./clean-csv-row.js";
import { readHeader } from "./csv-columns.js";

/** The reason for which a row stays behind, or what it is taken as. */
function judge(cells: Record<string, string>) {
  const header = readHeader(Object.keys(cells));
  let reason = "";
  const person = cleanOrReject(
    () => cleanCsvRow(Object.values(cells), header),
    (why) => {
      reason = why;
    },
  );
  return person ?? reason;
}

describe("a row of a CSV file", () => {
  it.each([
    [{ openid: " ", 手机: "" }, "openid, unionid and phone are all empty"],
    [{ openid: "o".repeat(256) }, "openid has more than 255 characters"],
    [{ unionid: "u".repeat(256) }, "unionid has more than 255 characters"],
    [{ phone: "1".repeat(21) }, "phone has more than 20 characters"],
    [{ openid: "o1", 昵称: "a\0b" }, "nickname holds a NUL character"],
    [{ openid: "o1", 昵称: "长".repeat(101) }, "nickname has more than 100 characters"],
    [{ openid: "o1", 姓名: "长".repeat(51) }, "realName has more than 50 characters"],
    [{ openid: "o1", 职业: "工".repeat(31) }, "job has more than 30 characters"],
    [{ openid: "o1", 备注: "备".repeat(31) }, "remark has more than 30 characters"],
    [{ openid: "o1", 生日: "1990-02-30" }, "birthday is a day that does not exist"],
    [{ openid: "o1", 生日: "昨天" }, "birthday is no date"],
    [{ openid: "o1", 性别: "both" }, "sex is none of 男, male, m, 女, female, f, 未知, unknown"],
    [{ openid: "o1", 会员: "maybe" }, "vip is none of 0, 1, true, yes, 是, false, no, 否"],
    [{ openid: "o1", city_id: "Beijing" }, "cityId is no whole number"],
    [{ openid: "o1", 渠道: "2147483648" }, "source is no whole number"],
    [{ openid: "o1", 标签: Array.from({ length: 101 }, (_, i) => `t${i}`).join(";") }, "tags are more than 100"],
    [{ openid: "o1", 标签: `A;${"签".repeat(65)}` }, "tags has one of more than 64 characters"],
  ])("with %o stays behind: %s", (cells, reason) => expect(judge(cells)).toBe(reason));

  it("is read as people write it", () => {
    const cells = {
      openid: " o1 ",
      手机号: "+86 138 0000 0001",
      性别: "女",
      生日: "1990/03/04",
      会员: "是",
      标签: "A；B、A|",
      region_id: "0",
    };
    expect(judge(cells)).toMatchObject({
      ...{ openid: "o1", phone: "13800000001", sex: "FEMALE", birthday: "1990-03-04", vip: true, tags: ["A", "B"], regionId: null },
      ...{ nickname: null, unionid: null, source: null },
    });
  });
});

import { expect, it } from "vitest";
import { toDocument, type UserRow } from "./document.js";
import { INDEX_FIELDS } from "./mapping.js";
import { changedTags, mirroredText } from "./user-rows.js";

const USER: UserRow = {
  ...{
    ordinal: 5,
    userId: 77,
    openid: "o-77",
    unionid: "u-77",
    phone: "13800000000",
    nickname: "小Ⅷ Bo",
    realName: null,
    source: 3,
    status: "NORMAL",
    sex: "MALE",
  },
  ...{ province: 11, city: 1101, region: null, company: null, vip: true, subscribed: true, blacklisted: false, hasPhone: true },
  ...{ birthDay: -3, birthday: 2 * 32 + 29, createdAt: 80_000, lastActiveAt: null, tags: [4, 8] },
};

it("holds what the old index held under the old names, and WeChat's ids of mirrored tags only", () => {
  const document = toDocument(2, USER, new Map([[8, 100]]));
  const { openid, phone, source, unionid, user_id, wx_tag_id } = document;
  expect({ openid, phone, source, unionid, user_id, wx_tag_id }).toEqual({
    ...{ openid: "o-77", phone: "13800000000", source: 3, unionid: "u-77", user_id: "77", wx_tag_id: ["100"] },
  });
  expect([document.tag_id, document.birth_day, document.province_id]).toEqual([[4, 8], 0, "11"]);
  expect(document).not.toHaveProperty("region_id");
  expect(document).not.toHaveProperty("last_active_day");
  expect(Object.keys(document).filter((field) => !(field in INDEX_FIELDS))).toEqual([]);
});

it("holds the words of names, and how a phone ends", () => {
  const { nickname_words, phone_ending, ...rest } = toDocument(2, USER, new Map());
  expect([nickname_words, phone_ending]).toEqual(["5c0f-2177 2177-20 20-62 62-6f 6f-", "0000"]);
  expect(rest).not.toHaveProperty("real_name_words");
});

it("holds of a deleted user nothing but who it was and is looked for by, and of an erased one not even that", () => {
  const document = toDocument(2, { ...USER, status: "DELETED" }, new Map([[8, 100]]));
  const ids = ["checksum", "openid", "ordinal", "status", "tenant_id", "user_id"];
  expect(Object.keys(document).sort()).toEqual([...ids, "nickname_words", "phone_ending"].sort());
  const erased = { ...USER, status: "DELETED", phone: null, nickname: null };
  expect(Object.keys(toDocument(2, erased, new Map())).sort()).toEqual(ids);
});

it("has another checksum for whatever is different", () => {
  const others: UserRow[] = [
    { ...USER, phone: "13800000001" },
    { ...USER, tags: [4] },
    { ...USER, subscribed: false },
    { ...USER, city: null },
    { ...USER, nickname: "小Ⅷ" },
    { ...USER, realName: "王" },
  ];
  const checksums = [USER, ...others].map((user) => toDocument(2, user, new Map()).checksum);
  expect(new Set([...checksums, toDocument(2, USER, new Map([[4, 1]])).checksum]).size).toBe(8);
  expect(toDocument(2, { ...USER }, new Map()).checksum).toBe(checksums[0]);
});

it("tells which tags have another id at WeChat", () => {
  const before = mirroredText(
    new Map([
      [1, 100],
      [2, 101],
    ]),
  );
  const after = new Map([
    [2, 105],
    [3, 106],
  ]);
  expect(changedTags(before, after)).toEqual([1, 2, 3]);
  expect(changedTags("", after)).toEqual([2, 3]);
  expect(changedTags(mirroredText(after), after)).toEqual([]);
});

import { expect } from "vitest";
import { unionidOf } from "../../../src/simulator/index.js";
import { type Area, done, FOLLOWERS, openid, openids, refused, returned } from "../support/journey.js";

const LAST = openid(FOLLOWERS - 1);
const person = (n: number, known: { remark?: string; tagIds?: number[] } = {}) => ({
  follows: true,
  openid: openid(n),
  unionid: unionidOf(1, n),
  remark: "",
  tagIds: [],
  scene: expect.stringMatching(/^ADD_SCENE_/),
  ...known,
});

export const USERS: Area = {
  name: "users: list, the page after the last, info, batch info",
  check: (journey) =>
    journey.expect({
      "users.list": returned({ total: FOLLOWERS, count: FOLLOWERS, openids: openids(0, FOLLOWERS), next: LAST }),
      "users.listAfterLast": returned(expect.objectContaining({ total: FOLLOWERS, count: 0, openids: [] })),
      "users.info": returned(person(0)),
      "users.infoOfGarbage": refused(40003),
      "users.infos": returned([person(0), person(1), person(2)]),
      "users.infosOfTooMany": refused(40032),
    }),
};

export const ALL_FOLLOWERS: Area = {
  name: "users: the library's own way through all pages comes to an end",
  check: (journey) => journey.expect({ "users.iterated": returned(FOLLOWERS) }),
};

export const REMARK: Area = {
  name: "users: a remark is kept as it was written",
  check: (journey) => journey.expect({ "users.remark": done, "users.infoWithRemark": returned(person(4, { remark: "王小姐 <VIP>" })) }),
};

const STARRED = { id: 2, name: "星标组", count: 0 };

export const TAGS: Area = {
  name: "tags: create, get, update, delete",
  check: (journey) =>
    journey.expect({
      "tags.create": returned(expect.objectContaining({ id: 100, name: "广东客户🎉" })),
      "tags.createSecond": returned(expect.objectContaining({ id: 101 })),
      "tags.createTaken": refused(45157),
      "tags.list": returned([STARRED, { id: 100, name: "广东客户🎉", count: 0 }, { id: 101, name: "to be deleted", count: 0 }]),
      "tags.update": done,
      "tags.delete": done,
      "tags.deleteOfSystem": refused(45058),
      "tags.listAfterwards": returned([STARRED, { id: 100, name: "广东 & <深圳>", count: 0 }]),
    }),
};

export const TAGGING: Area = {
  name: "tagging: tag, untag, a user's tags, a tag's users",
  check: (journey) => {
    journey.expect({
      "tagging.tag": done,
      "tagging.tagTooMany": refused(40032),
      "tagging.tagsOfUser": returned([100]),
      "tagging.usersOfTag": returned(openids(0, 3)),
      "tagging.untag": done,
      "tagging.usersAfterwards": returned(expect.objectContaining({ count: 2, openids: openids(0, 2), next: openid(1) })),
      "tagging.usersAfterLast": returned(expect.objectContaining({ count: 0, openids: [] })),
      "tagging.unknownTag": refused(45159),
    });
    expect(journey.account.tags.get(100)?.members.size).toBe(2);
  },
};

export const GROUPS: Area = {
  name: "groups, which tags took the place of: create, move, a user's, rename, list, delete",
  check: (journey) =>
    journey.expect({
      "groups.create": returned({ id: 102, name: "老客户" }),
      "groups.move": done,
      "groups.moveMany": done,
      "groups.ofUser": returned(102),
      "groups.rename": done,
      "groups.list": returned(expect.arrayContaining([{ id: 102, name: "新客户", count: 3 }])),
      "groups.delete": done,
    }),
};

export const BLACKLIST: Area = {
  name: "blacklist: get, add, remove",
  check: (journey) => {
    const page = (...people: number[]) => ({ total: people.length, count: people.length, openids: people.map(openid) });
    journey.expect({
      "blacklist.get": returned(expect.objectContaining(page(59))),
      "blacklist.add": done,
      "blacklist.getWithTwo": returned(expect.objectContaining(page(58, 59))),
      "blacklist.remove": done,
      "blacklist.addTooMany": refused(40032),
      "blacklist.getAfterLast": returned(expect.objectContaining({ total: 1, count: 0, openids: [] })),
    });
  },
};

import { ASSUMED } from "../assumptions.js";
import { type AccountCall, endpoint, OK, type Reply } from "../endpoint.js";
import { ApiError } from "../errcodes.js";
import { idIn, objectIn, textIn } from "../fields.js";
import type { JsonObject } from "../json.js";
import type { Account } from "../model/account.js";
import { encodePeople, PeopleBits } from "../model/people.js";
import { LAST_SYSTEM_TAG_ID, MOST_TAGS, type Tag } from "../model/tag-book.js";
import { followerIn } from "./follower-in.js";
import { openidList } from "./openid-list.js";

/** The API of groups that tags took the place of: a group is a tag, and a person's group is the first of their tags. */
const UNGROUPED = 0;
const BLACKLIST = 1;
const MOST_NAME_CHARACTERS = 30;
const MOST_PER_MOVE = 50;

export const groupEndpoints = [
  endpoint("POST", "groups/create", create),
  endpoint("GET", "groups/get", list),
  endpoint("POST", "groups/getid", ({ account, body }) => ({ groupid: groupOf(account, followerIn(account, body.openid)) })),
  endpoint("POST", "groups/update", update),
  endpoint("POST", "groups/delete", remove),
  endpoint("POST", "groups/members/update", (call) => move(call, Uint32Array.of(followerIn(call.account, call.body.openid)))),
  endpoint("POST", "groups/members/batchupdate", (call) => move(call, openidList(call.account, call.body, MOST_PER_MOVE))),
];

/** 0 for who has no tag. */
export function groupOf({ tags }: Account, person: number): number {
  return tags.of(person)[0] ?? UNGROUPED;
}

function create({ world, account, body }: AccountCall): Reply {
  const name = groupName(objectIn(body, "group"));
  if (account.tags.ownCount >= MOST_TAGS) throw new ApiError(ASSUMED.tooManyGroups);
  const id = account.tags.peekNextId();
  world.commit(account, { type: "tag-created", id, name });
  return { group: { id, name } };
}

function list({ account }: AccountCall): Reply {
  const { tags, followers } = account;
  const tagged = new PeopleBits();
  for (const { members } of tags.all()) {
    members.forEach((n) => {
      tagged.add(n);
    });
  }
  const groups = tags.all().map(({ id, name, members }) => ({ id, name, count: members.size }));
  return {
    groups: [
      { id: UNGROUPED, name: "未分组", count: followers.total - tagged.size },
      { id: BLACKLIST, name: "黑名单", count: followers.blacklisted.size },
      ...groups,
    ],
  };
}

function update({ world, account, body }: AccountCall): Reply {
  const given = objectIn(body, "group");
  const { id } = ownGroup(account, given);
  world.commit(account, { type: "tag-renamed", id, name: groupName(given) });
  return OK;
}

function remove({ world, account, body }: AccountCall): Reply {
  const { id } = ownGroup(account, objectIn(body, "group"));
  world.commit(account, { type: "tag-deleted", id });
  return OK;
}

/** Takes people out of the group they are in, and into another; into 0: into none. */
function move({ world, account, body }: AccountCall, people: Uint32Array): Reply {
  const to = idIn(body, "to_groupid");
  if (to !== UNGROUPED && !account.tags.get(to)) throw new ApiError(40050);
  if ([...people].some((person) => !account.followers.follows(person))) throw new ApiError(40003);
  for (const person of people) {
    const from = groupOf(account, person);
    const one = encodePeople(Uint32Array.of(person));
    if (from !== UNGROUPED && from !== to) world.commit(account, { type: "untagged", id: from, people: one });
  }
  if (to !== UNGROUPED) world.commit(account, { type: "tagged", id: to, people: encodePeople(people) });
  return OK;
}

function groupName(given: JsonObject): string {
  const name = textIn(given, "name")?.trim();
  if (!name || [...name].length > MOST_NAME_CHARACTERS) throw new ApiError(ASSUMED.badGroupName);
  return name;
}

function ownGroup({ tags }: Account, given: JsonObject): Tag {
  const id = idIn(given, "id");
  if (id >= 0 && id <= LAST_SYSTEM_TAG_ID) throw new ApiError(ASSUMED.changeOfSystemGroup);
  const tag = tags.get(id);
  if (!tag) throw new ApiError(40050);
  return tag;
}

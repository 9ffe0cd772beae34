import { ASSUMED } from "../assumptions.js";
import { type AccountCall, endpoint, OK, type Reply } from "../endpoint.js";
import { ApiError } from "../errcodes.js";
import { idIn, objectIn, textIn } from "../fields.js";
import type { JsonObject } from "../json.js";
import type { Account } from "../model/account.js";
import { encodePeople } from "../model/people.js";
import { LAST_SYSTEM_TAG_ID, MOST_TAGS, MOST_TAGS_PER_USER, type Tag } from "../model/tag-book.js";
import { openidList } from "./openid-list.js";

const MOST_NAME_CHARACTERS = 30;
const MOST_FOLLOWERS_TO_DELETE = 100_000;
const MOST_PER_TAGGING = 50;

export const tagEndpoints = [
  endpoint("POST", "tags/create", create),
  endpoint("GET", "tags/get", ({ account }) => ({
    tags: account.tags.all().map(({ id, name, members }) => ({ id, name, count: members.size })),
  })),
  endpoint("POST", "tags/update", update),
  endpoint("POST", "tags/delete", remove),
  endpoint("POST", "user/tag/get", followersOf),
  endpoint("POST", "tags/members/batchtagging", (call) => setMembers(call, true)),
  endpoint("POST", "tags/members/batchuntagging", (call) => setMembers(call, false)),
  endpoint("POST", "tags/getidlist", tagsOf),
];

function create({ world, account, body }: AccountCall): Reply {
  const name = validName(account, objectIn(body, "tag"), null);
  if (account.tags.ownCount >= MOST_TAGS) throw new ApiError(45056);
  const id = account.tags.peekNextId();
  world.commit(account, { type: "tag-created", id, name });
  return { tag: { id, name } };
}

function update({ world, account, body }: AccountCall): Reply {
  const given = objectIn(body, "tag");
  const tag = ownTag(account, idIn(given, "id"));
  world.commit(account, { type: "tag-renamed", id: tag.id, name: validName(account, given, tag) });
  return OK;
}

function remove({ world, account, body }: AccountCall): Reply {
  const tag = ownTag(account, idIn(objectIn(body, "tag"), "id"));
  if (tag.members.size > MOST_FOLLOWERS_TO_DELETE) throw new ApiError(45057);
  world.commit(account, { type: "tag-deleted", id: tag.id });
  return OK;
}

function tagsOf({ account, body }: AccountCall): Reply {
  const { openid } = body;
  if (openid === undefined || openid === null || openid === "") throw new ApiError(41009);
  return { tagid_list: account.tags.of(account.followers.numberOf(openid)) };
}

/** A page of the tag's followers after next_openid; an empty page is just `{"count":0}`. */
function followersOf({ account, body }: AccountCall): Reply {
  const tag = knownTag(account, idIn(body, "tagid"));
  const openid: string[] = [];
  for (let n = tag.members.nextFrom(account.followers.afterOpenid(body.next_openid)); n >= 0; n = tag.members.nextFrom(n + 1)) {
    if (openid.length === ASSUMED.tagPageSize) break;
    openid.push(account.followers.openidOf(n));
  }
  return openid.length === 0 ? { count: 0 } : { count: openid.length, data: { openid }, next_openid: openid.at(-1) };
}

/** All of the call or nothing of it. */
async function setMembers(call: AccountCall, member: boolean): Promise<Reply> {
  const { world, account, body } = call;
  const people = openidList(account, body, MOST_PER_TAGGING);
  const tag = knownTag(account, idIn(body, "tagid"));
  if (member) {
    for (const n of people) {
      if (!account.followers.follows(n)) throw new ApiError(40003);
      if (!tag.members.has(n) && account.tags.of(n).length >= MOST_TAGS_PER_USER) throw new ApiError(45059);
    }
  }
  if (account.service.taggingInHand.collides(people, tag.id)) throw new ApiError(45159);
  world.commit(account, { type: member ? "tagged" : "untagged", id: tag.id, people: encodePeople(people) });
  await takeTime(account, people, tag.id);
  return OK;
}

async function takeTime({ service }: Account, people: Uint32Array, tagId: number): Promise<void> {
  const { taggingTakesMs } = service.conditions;
  if (taggingTakesMs === 0) return;
  service.taggingInHand.begin(people, tagId);
  await new Promise((resolve) => setTimeout(resolve, taggingTakesMs));
  service.taggingInHand.end(people);
}

function validName({ tags }: Account, given: JsonObject, former: Tag | null): string {
  const name = textIn(given, "name")?.trim();
  if (!name) throw new ApiError(45157);
  if ([...name].length > MOST_NAME_CHARACTERS) throw new ApiError(45158);
  const namesake = tags.byName(name);
  if (namesake && namesake !== former) throw new ApiError(45157);
  return name;
}

function ownTag(account: Account, id: number): Tag {
  if (id >= 0 && id <= LAST_SYSTEM_TAG_ID) throw new ApiError(45058);
  return knownTag(account, id);
}

function knownTag({ tags }: Account, id: number): Tag {
  const tag = tags.get(id);
  if (!tag) throw new ApiError(45159);
  return tag;
}

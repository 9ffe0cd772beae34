import type pg from "pg";
import { type AudienceChange, MAX_CHANGE_USERS } from "../audiences/index.js";
import { copyInto } from "../platform/database/bulk-load.js";
import { copyLine, pairBuffers, textBuffers } from "../platform/database/copy-format.js";
import type { Person } from "./person.js";

/** A person with the keys of its rows. */
export interface PlacedPerson extends Person {
  userId: number;
  ordinal: number;
}

const USERS =
  "COPY users (user_id, tenant_id, ordinal, openid, unionid, phone, source, subscribed, subscribed_at, blacklisted, last_active_at, created_at, updated_at) FROM STDIN";
const USER_INFO =
  "COPY user_info (user_id, nickname, real_name, sex, birthday, province_id, city_id, region_id, job, eat_scene, company_channel, vip, status, created_at, updated_at) FROM STDIN";
const USER_FAV = "COPY user_fav (user_id, pay_type, liked_skin, created_at, updated_at) FROM STDIN";
const USER_TAG = "COPY user_tag (tag_id, user_id) FROM STDIN WITH (FORMAT binary)";

/** Writes the rows of one slice in the caller's transaction. `tagIds`: the database's ids, by index into DEMO_TAGS. */
export async function copySlice(
  tx: pg.PoolClient,
  tenantId: number,
  persons: readonly PlacedPerson[],
  tagIds: readonly number[],
): Promise<void> {
  await copyText(tx, USERS, persons, (p) => [
    copyLine([
      ...[p.userId, tenantId, p.ordinal, p.openid, p.unionid, p.phone, p.source, p.subscribed, p.subscribedAt],
      ...[p.blacklisted, p.lastActiveAt, p.createdAt, p.createdAt],
    ]),
  ]);
  await copyText(tx, USER_INFO, persons, (p) => [
    copyLine([
      ...[p.userId, p.nickname, p.realName, p.sex, p.birthday, p.place.provinceId, p.place.cityId, p.place.regionId, p.job],
      ...[p.eatScene, p.companyChannel, p.vip, p.status, p.createdAt, p.createdAt],
    ]),
  ]);
  await copyText(tx, USER_FAV, persons, (p) =>
    p.payType === null && p.likedSkin === null ? [] : [copyLine([p.userId, p.payType, p.likedSkin, p.createdAt, p.createdAt])],
  );
  await copyInto(tx, USER_TAG, pairBuffers(tagPairs(persons, tagIds)));
}

async function copyText(
  tx: pg.PoolClient,
  statement: string,
  persons: readonly PlacedPerson[],
  lines: (person: PlacedPerson) => string[],
): Promise<void> {
  await copyInto(tx, statement, textBuffers(linesOf(persons, lines)));
}

function* linesOf(persons: readonly PlacedPerson[], lines: (person: PlacedPerson) => string[]): Generator<string> {
  for (const person of persons) yield* lines(person);
}

/** (tag, user) pairs in the order of the primary key, which is quickest to index. */
function tagPairs(persons: readonly PlacedPerson[], tagIds: readonly number[]): Int32Array {
  const pairs = new Int32Array(persons.reduce((sum, { tags }) => sum + tags.length, 0) * 2);
  let at = 0;
  for (const [tag, carriers] of carriersByTag(persons)) {
    for (const { userId } of carriers) {
      pairs[at++] = tagIds[tag] as number;
      pairs[at++] = userId;
    }
  }
  return pairs;
}

function carriersByTag(persons: readonly PlacedPerson[]): [number, PlacedPerson[]][] {
  const byTag = new Map<number, PlacedPerson[]>();
  for (const person of persons) {
    for (const tag of person.tags) {
      const carriers = byTag.get(tag);
      if (carriers) carriers.push(person);
      else byTag.set(tag, [person]);
    }
  }
  return [...byTag].sort(([a], [b]) => a - b);
}

/** What the slice changed for audiences: the new users, then who carries each tag. */
export function changesOf(persons: readonly PlacedPerson[], tagIds: readonly number[]): AudienceChange[] {
  const users = inPieces(persons).map((ordinals): AudienceChange => ({ kind: "USERS", ordinals }));
  const tagged = carriersByTag(persons).flatMap(([tag, carriers]) =>
    inPieces(carriers).map((ordinals): AudienceChange => ({ kind: "TAGGED", tagId: tagIds[tag] as number, ordinals })),
  );
  return [...users, ...tagged];
}

function inPieces(persons: readonly PlacedPerson[]): Uint32Array[] {
  const pieces: Uint32Array[] = [];
  for (let from = 0; from < persons.length; from += MAX_CHANGE_USERS) {
    pieces.push(Uint32Array.from(persons.slice(from, from + MAX_CHANGE_USERS), ({ ordinal }) => ordinal));
  }
  return pieces;
}

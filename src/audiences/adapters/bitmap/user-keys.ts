import { withinDays } from "../../calendar.js";
import type { UserAttributes } from "../user-attributes.js";
import { EXISTS } from "./bitmaps.js";
import { SLICED, sliceKeys } from "./day-slices.js";

const PLACES = ["province", "city", "region", "company", "source"] as const;
const FLAGS = ["vip", "subscribed", "blacklisted", "hasPhone"] as const;

/** Gives `kind:id`; callers with millions of users pass one that remembers (`rememberedNames`). */
export type KeyNames = (kind: string, id: number | string) => string;

const plainNames: KeyNames = (kind, id) => `${kind}:${id}`;

/** Makes each name once: a string made anew is hashed anew at every look-up, which took a third of a rebuild. */
export function rememberedNames(): KeyNames {
  const kinds = new Map<string, Map<number | string, string>>();
  return (kind, id) => {
    let known = kinds.get(kind);
    if (!known) {
      known = new Map();
      kinds.set(kind, known);
    }
    let name = known.get(id);
    if (name === undefined) {
      name = plainNames(kind, id);
      known.set(id, name);
    }
    return name;
  };
}

/** The columns a user stands in, tags apart. A DELETED user stands in that of the status only. */
export function userKeys(user: UserAttributes, names: KeyNames = plainNames): string[] {
  const status = names("status", user.status);
  if (user.status === "DELETED") return [status];
  const keys = [EXISTS, status, names("sex", user.sex)];
  for (const place of PLACES) {
    const id = user[place];
    if (id !== null) keys.push(names(place, id));
  }
  for (const flag of FLAGS) if (user[flag]) keys.push(flag);
  addDays(keys, user);
  return keys;
}

function addDays(keys: string[], { birthDay, birthday, createdAt, lastActiveAt }: UserAttributes): void {
  keys.push(SLICED.createdAt.known);
  sliceKeys(keys, SLICED.createdAt, withinDays(createdAt));
  if (lastActiveAt !== null) {
    keys.push(SLICED.lastActiveAt.known);
    sliceKeys(keys, SLICED.lastActiveAt, withinDays(lastActiveAt));
  }
  if (birthDay !== null && birthday !== null) {
    keys.push(SLICED.birthDay.known);
    sliceKeys(keys, SLICED.birthDay, withinDays(birthDay));
    sliceKeys(keys, SLICED.birthday, birthday);
  }
}

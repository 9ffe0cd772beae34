import { EXISTS } from "./bitmaps.js";

/** A user's attributes as far as audiences know them; places and channels are null where nobody said. */
export interface UserAttributes {
  status: string;
  sex: string;
  province: number | null;
  city: number | null;
  region: number | null;
  company: number | null;
  source: number | null;
  vip: boolean;
  subscribed: boolean;
  blacklisted: boolean;
  hasPhone: boolean;
}

const PLACES = ["province", "city", "region", "company", "source"] as const;
const FLAGS = ["vip", "subscribed", "blacklisted", "hasPhone"] as const;

/** The columns a user stands in, tags apart. A DELETED user stands in that of the status only. */
export function userKeys(user: UserAttributes): string[] {
  const status = `status:${user.status}`;
  if (user.status === "DELETED") return [status];
  const keys = [EXISTS, status, `sex:${user.sex}`];
  for (const place of PLACES) if (user[place] !== null) keys.push(`${place}:${user[place]}`);
  for (const flag of FLAGS) if (user[flag]) keys.push(flag);
  return keys;
}

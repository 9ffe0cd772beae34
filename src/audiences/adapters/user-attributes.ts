import { FIRST_DAY } from "../calendar.js";

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
  /** Days since FIRST_DAY, as PostgreSQL counts them: below 0 for slips of old forms. */
  birthDay: number | null;
  /** Month × 32 + day; null where the birth date is. */
  birthday: number | null;
  createdAt: number;
  lastActiveAt: number | null;
}

const dayOf = (date: string): string => `${date} - DATE '${FIRST_DAY}'`;
/** What of the tables makes a user's attributes; a user without a profile counts as NORMAL, of unknown sex, no VIP. */
export const ATTRIBUTES = `u.ordinal, coalesce(i.status, 'NORMAL') AS status, coalesce(i.sex, 'UNKNOWN') AS sex,
  i.province_id AS province, i.city_id AS city, i.region_id AS region, i.company_id AS company, u.source,
  coalesce(i.vip, false) AS vip, u.subscribed, u.blacklisted, coalesce(u.phone <> '', false) AS "hasPhone",
  ${dayOf("i.birthday")} AS "birthDay", (date_part('month', i.birthday) * 32 + date_part('day', i.birthday))::int AS birthday,
  ${dayOf("(u.created_at AT TIME ZONE 'Asia/Shanghai')::date")} AS "createdAt",
  ${dayOf("(u.last_active_at AT TIME ZONE 'Asia/Shanghai')::date")} AS "lastActiveAt"`;
export const FROM_USERS = "FROM users u LEFT JOIN user_info i ON i.user_id = u.user_id";

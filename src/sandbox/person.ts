import type { SexValue, StatusValue } from "../audiences/index.js";
import { type Place, placeOf } from "./divisions.js";
import { isBlacklisted, isFollower, simulatorNumberOf } from "./followers.js";
import { fullName, nickname } from "./names.js";
import { Random, Weighted } from "./random.js";
import { tagsOf } from "./tag-catalogue.js";

const DAY_MS = 86_400_000;
const THREE_YEARS_DAYS = 3 * 365;
/** Beyond this many persons phone numbers would repeat. */
export const MAX_PERSONS = 10_000_000;

const SEXES = new Weighted<SexValue>([
  ["FEMALE", 54],
  ["MALE", 43],
  ["UNKNOWN", 3],
]);
const STATUSES = new Weighted<StatusValue>([
  ["NORMAL", 98],
  ["BLACKLISTED", 1.2],
  ["DELETED", 0.8],
]);
/** Channel numbers as the brand's old systems use them: 1 scan in a shop, 2 article, 3 friend, 4 mini program, 5 advertisement. */
const SOURCES = new Weighted<number>([
  [1, 38],
  [2, 22],
  [3, 18],
  [4, 15],
  [5, 7],
]);
const JOBS = "学生 教师 工程师 销售 设计师 医生 护士 公务员 会计 自由职业 餐饮业 司机 产品经理 运营 退休".split(" ");
const SCENES = ["早餐", "下午茶", "工作间隙", "周末聚会", "外带通勤"];
const CHANNELS = ["门店扫码", "公众号文章", "好友推荐", "小程序", "朋友圈广告"];

export interface Person {
  n: number;
  openid: string;
  unionid: string;
  phone: string | null;
  nickname: string;
  realName: string;
  sex: SexValue;
  /** YYYY-MM-DD, or null where unknown. */
  birthday: string | null;
  place: Place;
  job: string;
  eatScene: string | null;
  companyChannel: string;
  source: number;
  vip: boolean;
  status: StatusValue;
  subscribed: boolean;
  subscribedAt: Date | null;
  blacklisted: boolean;
  createdAt: Date;
  lastActiveAt: Date;
  payType: number | null;
  likedSkin: number | null;
  /** Ascending indexes into DEMO_TAGS. */
  tags: number[];
}

export interface PersonOptions {
  /** From 0 to 2^31. */
  seed: number;
  /** The last day anything happened on. */
  asOf: Date;
  /** The simulator's openid and unionid of its person with this number. */
  openidOf: (seed: number, number: number) => string;
  unionidOf: (seed: number, number: number) => string;
}

/** The same person for the same seed, n and options, whoever asks. `n` from 0 to MAX_PERSONS - 1. */
export function personOf(n: number, { seed, asOf, openidOf, unionidOf }: PersonOptions): Person {
  const random = new Random(seed, n, 1);
  const sex = SEXES.draw(random);
  const realName = fullName(random, sex);
  const place = placeOf(random);
  const source = SOURCES.draw(random);
  const createdAt = new Date(asOf.getTime() - random.below(THREE_YEARS_DAYS * DAY_MS));
  const subscribed = isFollower(n);
  const number = simulatorNumberOf(n);
  return {
    n,
    openid: openidOf(seed, number),
    unionid: unionidOf(seed, number),
    phone: random.chance(0.87) ? phoneOf(seed, n) : null,
    nickname: nickname(random, realName),
    realName,
    sex,
    birthday: random.chance(0.8) ? birthday(random, asOf) : null,
    place,
    job: JOBS[random.below(JOBS.length)] as string,
    eatScene: random.chance(0.3) ? (SCENES[random.below(SCENES.length)] as string) : null,
    companyChannel: CHANNELS[source - 1] as string,
    source,
    vip: random.chance(0.12),
    status: STATUSES.draw(random),
    subscribed,
    subscribedAt: subscribed ? createdAt : null,
    blacklisted: isBlacklisted(seed, n),
    createdAt,
    // Most people were here lately: the square pulls towards today.
    lastActiveAt: new Date(asOf.getTime() - random.fraction() ** 2 * (asOf.getTime() - createdAt.getTime())),
    payType: random.chance(0.6) ? 1 + random.below(3) : null,
    likedSkin: random.chance(0.2) ? 1 + random.below(6) : null,
    tags: tagsOf(new Random(seed, n, 2), n, place.provinceId),
  };
}

/**
 * Mobile numbers of the segments 160, 161, 163, 164 and 168, which no operator gives to subscribers: a demo never shows, or is
 * sent by mistake to, somebody's real number. One for each n below 500 million, scattered, so that the last four digits vary.
 */
function phoneOf(seed: number, n: number): string {
  const scattered = (n * 314_159_261 + (seed % 1000) * 271_829) % 500_000_000;
  const segment = ["160", "161", "163", "164", "168"][Math.floor(scattered / 100_000_000)] as string;
  return `${segment}${String(scattered % 100_000_000).padStart(8, "0")}`;
}

/** 16 to 65 years ago, mostly 20 to 45. */
function birthday(random: Random, asOf: Date): string {
  const years = 16 + (random.fraction() + random.fraction() * random.fraction()) * 24.5;
  return new Date(asOf.getTime() - years * 365.25 * DAY_MS).toISOString().slice(0, 10);
}

import type { Random } from "./random.js";

export interface DemoTag {
  name: string;
  group: string;
}

/** Commonest first within the drawn ones: their frequency falls by rank (zipf). */
const DRAWN = `
渠道/关注公众号有礼 活动/扫码进店 兴趣/咖啡 行为/近30天下单 行为/领过优惠券 兴趣/美食 偏好/微信支付 兴趣/旅行 行为/浏览未下单 偏好/周末到店
兴趣/亲子 兴趣/护肤 渠道/朋友圈广告 行为/复购客户 偏好/外卖 兴趣/健身 渠道/好友推荐 兴趣/数码 行为/积分兑换 偏好/新品尝鲜
兴趣/宠物 行为/沉睡用户 渠道/门店导购 偏好/低糖 兴趣/露营 行为/高客单价 偏好/礼盒 行为/投诉已处理 兴趣/国风`;
const LEVELS = "会员等级/注册会员 会员等级/银卡 会员等级/金卡 会员等级/黑金卡";
const AREAS = "地区/华东 地区/华北 地区/华南 地区/华中 地区/西南 地区/东北 地区/西北";
const FESTIVALS = "元旦 春节 情人节 女神节 五一 儿童节 端午 618 七夕 中秋 国庆 双十一 双十二 圣诞".split(" ");
const CITIES = "北京 上海 广州 深圳 杭州 成都 武汉 南京 西安 重庆 苏州 长沙 青岛 天津 厦门 宁波 郑州 合肥".split(" ");
const PRODUCTS = "拿铁 美式 冷萃 燕麦奶 抹茶 乌龙茶 茉莉花茶 柠檬茶 可颂 贝果 蛋糕 三明治 挂耳咖啡 咖啡豆 随行杯 礼品卡".split(" ");

/** Two-digit province → area, by index in AREAS. */
const AREA_OF = new Map(
  ["31 32 33 34 35 36 37", "11 12 13 14 15", "44 45 46", "41 42 43", "50 51 52 53 54", "21 22 23", "61 62 63 64 65"].flatMap(
    (codes, area) => codes.split(" ").map((code) => [Number(code), area] as const),
  ),
);

const FIXED = [...parse(LEVELS), ...parse(AREAS)];
const NAMED = [...FIXED, ...parse(DRAWN)];
/** Persons from this one on draw from the long list as well: a base of a million has more tags than one of ten thousand. */
export const LONG_LIST_FROM = 50_000;
const SHORT_LIST = NAMED.length;

/** Every demo tag, in a fixed order: the first 40 are enough for a small base. */
export const DEMO_TAGS: readonly DemoTag[] = [...NAMED, ...campaigns()];

/** Members of a level, in order of LEVELS; the rest has none. */
const LEVEL_SHARES = [0.4, 0.25, 0.12, 0.03];
const THRESHOLDS = { short: thresholds(SHORT_LIST, 6.2), long: thresholds(DEMO_TAGS.length, 6.2) };

/** How many of DEMO_TAGS the persons 0 to `users` - 1 can carry. */
export function tagsInUse(users: number): readonly DemoTag[] {
  return users > LONG_LIST_FROM ? DEMO_TAGS : DEMO_TAGS.slice(0, SHORT_LIST);
}

/** Ascending indexes into DEMO_TAGS that person n carries: at most one level, one area, and 6.2 others on average. */
export function tagsOf(random: Random, n: number, provinceId: number): number[] {
  const tags: number[] = [];
  const level = levelAt(random.fraction());
  if (level >= 0) tags.push(level);
  const area = AREA_OF.get(Math.floor(provinceId / 10_000));
  if (area !== undefined) tags.push(LEVEL_SHARES.length + area);
  const limits = n < LONG_LIST_FROM ? THRESHOLDS.short : THRESHOLDS.long;
  for (let i = 0; i < limits.length; i++) {
    if (random.next() < (limits[i] as number)) tags.push(FIXED.length + i);
  }
  return tags;
}

function levelAt(fraction: number): number {
  let upTo = 0;
  return LEVEL_SHARES.findIndex((share) => {
    upTo += share;
    return fraction < upTo;
  });
}

/** For each drawn tag the 32-bit number below which a draw hits: shares fall as 1 / (rank + 2), at most 0.85, and sum up to about `mean`. */
function thresholds(listLength: number, mean: number): Float64Array {
  const drawn = listLength - FIXED.length;
  const weights = Array.from({ length: drawn }, (_, rank) => 1 / (rank + 2));
  const factor = mean / weights.reduce((sum, weight) => sum + weight, 0);
  return Float64Array.from(weights, (weight) => Math.min(0.85, weight * factor) * 2 ** 32);
}

function parse(text: string): DemoTag[] {
  return text
    .trim()
    .split(/\s+/)
    .map((entry) => {
      const [group = "", name = ""] = entry.split("/");
      return { group, name };
    });
}

function campaigns(): DemoTag[] {
  const years = [2025, 2024, 2023, 2022, 2021];
  return [
    ...CITIES.map((city) => ({ group: "门店", name: `${city}常客` })),
    ...PRODUCTS.flatMap((product) => [
      { group: "商品", name: `买过${product}` },
      { group: "商品", name: `收藏${product}` },
      { group: "商品", name: `赠送${product}` },
    ]),
    ...years.flatMap((year) => FESTIVALS.map((festival) => ({ group: "活动", name: `${year}年${festival}` }))),
    ...CITIES.map((city) => ({ group: "社群", name: `${city}企微群` })),
  ];
}

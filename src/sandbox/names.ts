import type { SexValue } from "../audiences/index.js";
import { type Random, Weighted } from "./random.js";

/** The commonest surnames with their share of the population in per mille (Ministry of Public Security, name report 2020, rounded). */
const SURNAMES = new Weighted<string>(
  pairs(
    "王72 李71 张68 刘54 陈45 杨31 黄22 赵20 吴20 周19 徐14 孙14 马13 朱12 胡12 郭12 何11 林11 高10 罗10 郑9 梁9 谢8 宋8 唐7 许7 邓6 韩6 冯6 曹6 彭6 曾6 肖6 田5 董5 潘5 袁5 蔡5 蒋5 余5 于5 杜5 叶5 程4 魏4 苏4 吕4 丁4 任4 卢4 姚4 沈4 钟4 姜4 崔4 谭4 陆4 范3 汪3 廖3 石3 金3 韦3 贾3 夏3 付3 方3 邹3 熊3 白3 孟3 秦3 邱3 侯3 江3 尹2 薛2 闫2 段2 雷2 龙2 黎2 史2 陶2 贺2 毛2 郝2 顾2 龚2 邵2 万2 覃2 武2 钱2 戴2 严2 莫2 孔2 欧阳1 司马1 上官1",
  ),
);
const MALE_LAST = [..."伟强磊军勇杰涛明超鹏辉刚健俊峰斌波宇浩凯鑫博轩睿泽毅晨旭帆航翔龙飞哲昊铭川"];
const FEMALE_LAST = [..."芳娜敏静丽艳娟霞燕婷雪玲洁琳倩颖慧莹璐瑶欣怡萱涵彤妍雯蕾薇琪悦菲梅兰"];
const MALE_FIRST = [..."志建国文子浩宇俊家天立明永海振晓嘉一梓泽思云承景"];
const FEMALE_FIRST = [..."晓雨思佳美梦雅诗欣梓可语若紫秀海玉春慧心一芷书静"];
const NICKNAME_START = [..."小阿大老"];
const NICKNAMES = pool(
  "追风的人 一杯美式 半糖去冰 山野 晚风 橘子汽水 不吃香菜 夏日限定 北岛 南方有雨 慢慢来 清茶一盏 云朵面包 拾光 海盐 星河 早睡早起 加菲 麦田 木棉 初见 向阳 知更鸟 豆浆油条 今天也要加油 小确幸 柠檬不酸 桃子 糯米团子 青山",
);

/** Surname and given name; a quarter of the given names have one character. */
export function fullName(random: Random, sex: SexValue): string {
  const male = sex === "MALE" || (sex === "UNKNOWN" && random.chance(0.5));
  const last = pick(random, male ? MALE_LAST : FEMALE_LAST);
  const first = random.chance(0.25) ? "" : pick(random, male ? MALE_FIRST : FEMALE_FIRST);
  return `${SURNAMES.draw(random)}${first}${last}`;
}

/** What people call themselves: made up, after their own name, or their name itself. */
export function nickname(random: Random, realName: string): string {
  const kind = random.fraction();
  if (kind < 0.5) return `${random.of(NICKNAMES)}${random.chance(0.4) ? random.below(100) : ""}`;
  if (kind < 0.8) return `${pick(random, NICKNAME_START)}${realName.at(-1) ?? ""}`;
  return realName;
}

function pick(random: Random, characters: readonly string[]): string {
  return characters[random.below(characters.length)] ?? "";
}

function pool(words: string): [string, ...string[]] {
  const [first = "", ...rest] = words.split(" ");
  return [first, ...rest];
}

function pairs(text: string): [string, number][] {
  return text.split(" ").map((entry) => {
    const name = entry.replace(/\d+$/, "");
    return [name, Number(entry.slice(name.length))];
  });
}

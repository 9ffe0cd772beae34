// Small pieces that several sections show.
import { draw, make } from "./morph.js";

const SPARK_HEIGHT = 22;
const SPARK_STEP = 4;

export const number = (value) => Number(value).toLocaleString("en");

/** 12,345 · 1.2 M: for tiles. */
export function short(value) {
  if (value < 100_000) return number(value);
  return value < 1_000_000 ? `${(value / 1000).toFixed(0)} k` : `${(value / 1e6).toFixed(value < 1e7 ? 2 : 1)} M`;
}

const inShanghai = (options) => new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", ...options });
const TIME = inShanghai({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DATE_TIME = inShanghai({ dateStyle: "short", timeStyle: "medium" });

export const timeOf = (ms) => TIME.format(ms);
export const dateTimeOf = (ms) => DATE_TIME.format(ms);

/** 3 d 4 h, 5 min, 20 s. */
export function span(seconds) {
  const parts = [
    [86_400, "d"],
    [3600, "h"],
    [60, "min"],
    [1, "s"],
  ];
  const first = parts.findIndex(([size]) => seconds >= size);
  if (first < 0) return "0 s";
  return parts
    .slice(first, first + 2)
    .map(([size, unit], index) => [Math.floor((index === 0 ? seconds : seconds % parts[first][0]) / size), unit])
    .filter(([count], index) => index === 0 || count > 0)
    .map(([count, unit]) => `${number(count)} ${unit}`)
    .join(" ");
}

/** One bar a minute, oldest first. */
export function spark(counts, label) {
  const most = Math.max(1, ...counts);
  const bars = counts.map((count, index) => {
    const height = count === 0 ? 1 : Math.max(2, (count / most) * SPARK_HEIGHT);
    const place = { x: index * SPARK_STEP, y: SPARK_HEIGHT - height, width: SPARK_STEP - 1, height };
    return draw("rect", { ...place, class: count === 0 ? "none" : "some" });
  });
  const box = { viewBox: `0 0 ${counts.length * SPARK_STEP} ${SPARK_HEIGHT}`, preserveAspectRatio: "none" };
  return draw(
    "svg",
    { class: "spark", role: "img", "aria-label": `${label}: ${counts.at(-1)} in this minute, at most ${most}`, ...box },
    bars,
  );
}

/** A bar filled to `share` (0 to 1). */
export function bar(share, label, tone = "good") {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10;
  const value = { "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": Math.round(percent) };
  return draw(
    "svg",
    { class: `bar ${tone}`, role: "progressbar", "aria-label": label, ...value },
    draw("rect", { class: "track", width: "100%", height: "100%", rx: 3 }),
    draw("rect", { class: "fill", width: `${percent}%`, height: "100%", rx: 3 }),
  );
}

export function pill(text, tone, title = null) {
  return make("span", { class: `pill ${tone}`, title }, String(text));
}

/** An errcode, or what a fault did to the call. */
export function outcomePill(outcome, count = null) {
  const tone = String(outcome) === "0" ? "good" : typeof outcome === "number" || /^-?\d+$/.test(outcome) ? "warn" : "bad";
  const text = String(outcome) === "0" ? "ok" : String(outcome);
  return pill(count === null ? text : `${text} ${number(count)}`, tone);
}

export function nothing(text) {
  return make("p", { class: "nothing" }, text);
}

/** The path without what all share. */
export const shortPath = (path) => path.replace(/^\/cgi-bin\//, "");

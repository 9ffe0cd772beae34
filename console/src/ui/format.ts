import { useMemo } from "react";
import type { Language } from "../text/catalogue";
import { useLanguage } from "../text/language";

export const ZONE = "Asia/Shanghai";
const LOCALES: Readonly<Record<Language, string>> = { zh: "zh-CN", en: "en-GB" };
const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

export interface Format {
  /** 128,431 */
  n(value: number): string;
  /** 12.3%; of nothing, 0%. */
  share(part: number, whole: number): string;
  /** 2026-11-28 17:05:09, Asia/Shanghai. */
  at(iso: string): string;
  /** 17:05 */
  clock(iso: string): string;
  /** 12 seconds ago; the largest unit that fits. */
  ago(iso: string, now: number): string;
  /** 3 min 20 s */
  duration(seconds: number): string;
}

function makeFormat(language: Language): Format {
  const locale = LOCALES[language];
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const moment = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, dateStyle: "short", timeStyle: "medium" });
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "always", style: "short" });
  // As elsewhere in the console: a space between a number and Chinese.
  const spaced = (text: string) => text.replace(/(\d)(?=\p{Script=Han})/u, "$1 ");
  const unit = (value: number, name: "hour" | "minute" | "second") =>
    spaced(new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "short" }).format(value));
  return {
    n: (value) => number.format(value),
    share: (part, whole) => percent.format(whole === 0 ? 0 : part / whole),
    at: (iso) => moment.format(new Date(iso)),
    clock: (iso) => clock.format(new Date(iso)),
    ago: (iso, now) => {
      const seconds = Math.max(0, Math.round((now - new Date(iso).getTime()) / 1000));
      const [name, size] = UNITS.find(([, length]) => seconds >= length) ?? UNITS[3];
      return spaced(relative.format(-Math.floor(seconds / size), name));
    },
    duration: (seconds) => {
      const parts: string[] = [];
      if (seconds >= 3600) parts.push(unit(Math.floor(seconds / 3600), "hour"));
      if (seconds >= 60 && seconds % 3600 >= 60) parts.push(unit(Math.floor((seconds % 3600) / 60), "minute"));
      if (seconds < 3600 && (seconds % 60 > 0 || parts.length === 0)) parts.push(unit(Math.round(seconds % 60), "second"));
      return parts.join(" ");
    },
  };
}

export function useFormat(): Format {
  const { language } = useLanguage();
  return useMemo(() => makeFormat(language), [language]);
}

/** YYYY-MM-DD of today in Asia/Shanghai, where the account's days begin and end. */
export function today(now = new Date()): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE }).format(now);
}

/** YYYY-MM-DD of a moment in Asia/Shanghai. */
export function dayOf(iso: string): string {
  return today(new Date(iso));
}

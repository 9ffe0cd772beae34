/** The brand's days begin and end in Asia/Shanghai, which has kept UTC+8 since 1991. */
const SHANGHAI_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const MONTH_DAY = /^(\d\d)-(\d\d)$/;

/** First day that indexes number, as 0. Days before it (slips of old forms) count as this one. */
export const FIRST_DAY = "1800-01-01";
/** Days are numbers of 17 bits: up to 2158-11-08, and later ones count as that. */
export const DAY_BITS = 17;
export const LAST_DAY_NUMBER = 2 ** DAY_BITS - 1;
/** Month and day as one number of 9 bits, see `monthDayNumber`. */
export const MONTH_DAY_BITS = 9;

const FIRST_MS = Date.parse(`${FIRST_DAY}T00:00:00Z`);

/** `YYYY-MM-DD` of a moment in Asia/Shanghai. */
export function shanghaiDate(moment: Date): string {
  return new Date(moment.getTime() + SHANGHAI_MS).toISOString().slice(0, 10);
}

/** Days from FIRST_DAY to a `YYYY-MM-DD`, kept within 0 and LAST_DAY_NUMBER. */
export function dayNumber(date: string): number {
  return withinDays(Math.round((Date.parse(`${date}T00:00:00Z`) - FIRST_MS) / DAY_MS));
}

/** A number of days as indexes keep it. */
export function withinDays(days: number): number {
  return Math.min(LAST_DAY_NUMBER, Math.max(0, days));
}

/** `MM-DD` as month × 32 + day: in the order of the calendar. */
export function monthDayNumber(monthDay: string): number {
  return Number(monthDay.slice(0, 2)) * 32 + Number(monthDay.slice(3, 5));
}

export function isDate(text: string): boolean {
  const parts = DATE.exec(text);
  if (!parts) return false;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

/** Of any year: 02-29 is one. */
export function isMonthDay(text: string): boolean {
  const parts = MONTH_DAY.exec(text);
  if (!parts) return false;
  const [month, day] = parts.slice(1).map(Number) as [number, number];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(2000, month);
}

/** Whether days from `from` to `to`, both `MM-DD` and inclusive, are all there are: from any day to the one before it. */
export function isWholeYear(from: string, to: string): boolean {
  const [month, day] = to.split("-").map(Number) as [number, number];
  const next = day < daysIn(2000, month) ? [month, day + 1] : [(month % 12) + 1, 1];
  return from === next.map((number) => String(number).padStart(2, "0")).join("-");
}

/**
 * The birth dates, as numbers of days, of those who are `min` to `max` years old on `today`. Who was born on 29 February turns a year
 * older on 1 March of other years. A birth date after today is an age of nobody's.
 */
export function birthDaysOfAge(min: number | null, max: number | null, today: string): { from: number; to: number } {
  const [year, month, day] = today.split("-").map(Number) as [number, number, number];
  const yearsAgo = (years: number): number => {
    const then = year - years;
    const lastDay = Math.min(day, daysIn(then, month));
    return Math.round((Date.UTC(then, month - 1, lastDay) - FIRST_MS) / DAY_MS);
  };
  return { from: max === null ? 0 : withinDays(yearsAgo(max + 1) + 1), to: withinDays(yearsAgo(min ?? 0)) };
}

function daysIn(year: number, month: number): number {
  const end = new Date(Date.UTC(2000, month, 0));
  // Not by Date.UTC(year, …): it takes the years 0 to 99 for 1900 to 1999.
  end.setUTCFullYear(year, month, 0);
  return end.getUTCDate();
}

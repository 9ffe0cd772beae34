/** China has one time zone and no summer time. */
const CHINA_OFFSET_MS = 8 * 3_600_000;

/** When the calendar month of a moment began in Asia/Shanghai, where WeChat counts months. */
export function monthStart(moment: Date): Date {
  const there = new Date(moment.getTime() + CHINA_OFFSET_MS);
  return new Date(Date.UTC(there.getUTCFullYear(), there.getUTCMonth(), 1) - CHINA_OFFSET_MS);
}

/** When the next one begins. */
export function nextMonthStart(moment: Date): Date {
  const there = new Date(moment.getTime() + CHINA_OFFSET_MS);
  return new Date(Date.UTC(there.getUTCFullYear(), there.getUTCMonth() + 1, 1) - CHINA_OFFSET_MS);
}

/** When the day of a moment began in Asia/Shanghai. */
export function dayStart(moment: Date): Date {
  const day = 86_400_000;
  return new Date(Math.floor((moment.getTime() + CHINA_OFFSET_MS) / day) * day - CHINA_OFFSET_MS);
}

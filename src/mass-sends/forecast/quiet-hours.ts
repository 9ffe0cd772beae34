/** China has one time zone and no summer time. */
const CHINA_OFFSET_MINUTES = 8 * 60;
const DAY_MINUTES = 24 * 60;

/** Minutes of the day in Asia/Shanghai, the first inclusive; may go over midnight. */
export interface QuietHours {
  from: number;
  to: number;
}

/** Of a tenant's `quietHours`, as in `22:00-08:00`. WeChat knows none (no source says so): nobody likes to be woken, though. */
export function readQuietHours(text: string): QuietHours {
  const [from, to] = text.split("-").map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
  if (from === undefined || to === undefined) throw new TypeError(`no quiet hours: ${text}`);
  return { from, to };
}

export function isQuiet({ from, to }: QuietHours, moment: Date): boolean {
  const minute = (Math.floor(moment.getTime() / 60_000) + CHINA_OFFSET_MINUTES) % DAY_MINUTES;
  return from <= to ? from <= minute && minute < to : minute >= from || minute < to;
}

/** `22:00-08:00`. */
export function quietHoursText({ from, to }: QuietHours): string {
  const clock = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  return `${clock(from)}-${clock(to)}`;
}

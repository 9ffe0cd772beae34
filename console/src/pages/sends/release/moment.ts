import dayjs, { type Dayjs } from "dayjs";
import { ZONE } from "../../../ui/format";

/** Asia/Shanghai has been eight hours ahead all year since 1992. */
const OFFSET = "+08:00";
const WALL = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, dateStyle: "short", timeStyle: "medium" });

/** What clocks in Shanghai show at that moment, for a picker that knows only the browser's own zone. */
export function wallClock(moment: Date): Dayjs {
  return dayjs(WALL.format(moment).replace(" ", "T"));
}

/** The moment at which clocks in Shanghai show what was picked: ISO 8601 with its offset. */
export function momentOf(picked: Dayjs): string {
  return `${picked.format("YYYY-MM-DDTHH:mm:ss")}${OFFSET}`;
}

/** Whether the browser's clock shows something else than Shanghai's. */
export function isElsewhere(moment: Date): boolean {
  return wallClock(moment).valueOf() !== Math.floor(moment.getTime() / 1000) * 1000;
}

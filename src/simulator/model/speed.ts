/** Recipients a second by speed level 0 to 4; `realspeed` in WeChat's replies is in 10,000 a minute. */
const REAL_SPEEDS = [80, 60, 45, 30, 10] as const;

export function isSpeedLevel(level: unknown): level is number {
  return typeof level === "number" && Number.isInteger(level) && level >= 0 && level < REAL_SPEEDS.length;
}

/** In 10,000 recipients a minute. */
export function realSpeed(level: number): number {
  return REAL_SPEEDS[level] ?? REAL_SPEEDS[0];
}

/** How long a job for so many people takes, in milliseconds. */
export function jobDurationMs(people: number, level: number): number {
  return (people / (realSpeed(level) * 10_000)) * 60_000;
}

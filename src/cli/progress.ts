import cliProgress from "cli-progress";
import { onExit } from "./interrupt.js";
import type { OutputStream } from "./terminal.js";

export interface Progress {
  update(done: number): void;
  stop(): void;
}

const PLAIN_EVERY_MS = 2_000;
const RATE_WINDOW_MS = 10_000;

/**
 * A bar with rate and time left on a terminal; elsewhere (a log, a pipe) a plain line every two seconds. What was done `before`, by a
 * run that was cut off, is no speed of this one.
 */
export function showProgress(stream: OutputStream, total: number, unit: string, before = 0): Progress {
  const rate = new Rate(before);
  return stream.isTTY ? barProgress(stream, total, unit, rate) : plainProgress(stream, total, unit, rate);
}

function barProgress(stream: OutputStream, total: number, unit: string, rate: Rate): Progress {
  const bar = new cliProgress.SingleBar({ format: " {bar} {line}", stream, hideCursor: true }, cliProgress.Presets.shades_classic);
  const unhook = onExit(() => bar.stop());
  bar.start(total, 0, { line: "" });
  return {
    update: (done) => bar.update(done, { line: describe(done, total, unit, rate) }),
    stop: () => {
      unhook();
      bar.stop();
    },
  };
}

function plainProgress(stream: OutputStream, total: number, unit: string, rate: Rate): Progress {
  let last = Date.now();
  return {
    update: (done) => {
      const line = describe(done, total, unit, rate);
      if (Date.now() - last < PLAIN_EVERY_MS && done < total) return;
      last = Date.now();
      stream.write(`${line}\n`);
    },
    stop: () => undefined,
  };
}

function describe(done: number, total: number, unit: string, rate: Rate): string {
  const percent = Math.floor((done / total) * 100);
  return `${percent} % | ${grouping(done)}/${grouping(total)} ${unit} | ${rate.text(done)}/s | ${rate.left(done, total)} left`;
}

/** Speed over the last ten seconds: the mean since the start would hide that it slowed down. */
class Rate {
  private readonly marks: { at: number; done: number }[];
  private perSecond = 0;

  constructor(before: number) {
    this.marks = [{ at: Date.now(), done: before }];
  }

  text(done: number): string {
    const now = Date.now();
    this.marks.push({ at: now, done });
    while (this.marks.length > 2 && now - (this.marks[0]?.at ?? now) > RATE_WINDOW_MS) this.marks.shift();
    const from = this.marks[0] ?? { at: now, done };
    this.perSecond = ((done - from.done) / Math.max(1, now - from.at)) * 1_000;
    return grouping(Math.round(this.perSecond));
  }

  left(done: number, total: number): string {
    return this.perSecond > 0 ? duration((total - done) / this.perSecond) : "…";
  }
}

/** "1 h 5 min", "2 min 3 s", "7 s". */
export function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole >= 3_600) return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`;
  return whole >= 60 ? `${Math.floor(whole / 60)} min ${whole % 60} s` : `${whole} s`;
}

/** 1234567 → "1,234,567". */
export function grouping(value: number): string {
  return value.toLocaleString("en-US");
}

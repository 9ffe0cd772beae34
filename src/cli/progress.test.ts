import { Writable } from "node:stream";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { duration, grouping, showProgress } from "./progress.js";

const START = Date.parse("2026-03-01T12:00:00Z");

beforeEach(() => {
  vi.useFakeTimers({ now: START, toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** What a command writes on standard error; `isTTY`: a terminal. */
function written(isTTY: boolean): Writable & { isTTY: boolean; text(): string } {
  const pieces: string[] = [];
  const write = (piece: Buffer, _encoding: string, done: () => void) => {
    pieces.push(piece.toString("utf8"));
    done();
  };
  return Object.assign(new Writable({ write }), { isTTY, text: () => pieces.join("") });
}

const after = (seconds: number) => vi.setSystemTime(START + seconds * 1_000);

it("outside a terminal is a line every two seconds, with part, rate and time left", () => {
  const stream = written(false);
  const progress = showProgress(stream, 100_000, "rows");
  after(1);
  progress.update(1_000);
  after(2);
  progress.update(20_000);
  after(3);
  progress.update(25_000);
  after(5);
  progress.update(40_000);
  progress.stop();
  expect(stream.text().split("\n")).toEqual([
    "20 % | 20,000/100,000 rows | 10,000/s | 8 s left",
    "40 % | 40,000/100,000 rows | 8,000/s | 8 s left",
    "",
  ]);
});

it("ends with a line that says it is whole, however soon", () => {
  const stream = written(false);
  const progress = showProgress(stream, 500, "rows");
  after(1);
  progress.update(500);
  expect(stream.text()).toBe("100 % | 500/500 rows | 500/s | 0 s left\n");
});

it("counts the speed of the last ten seconds", () => {
  const stream = written(false);
  const progress = showProgress(stream, 1_000_000, "rows");
  for (let second = 1; second <= 40; second++) {
    after(second);
    progress.update(second <= 20 ? second * 10_000 : 200_000 + (second - 20) * 100);
  }
  expect(stream.text().trim().split("\n").at(-1)).toBe("20 % | 202,000/1,000,000 rows | 100/s | 2 h 13 min left");
});

it("does not take for speed what a run did that was cut off", () => {
  const stream = written(false);
  const progress = showProgress(stream, 100_000, "rows", 60_000);
  after(2);
  progress.update(64_000);
  expect(stream.text()).toBe("64 % | 64,000/100,000 rows | 2,000/s | 18 s left\n");
});

it("on a terminal is a bar that says the same", () => {
  const stream = written(true);
  const progress = showProgress(stream, 100, "lines");
  after(4);
  progress.update(50);
  progress.stop();
  expect(stream.text()).toMatch(/█+░+ 50 % \| 50\/100 lines \| 13\/s \| 4 s left/);
});

it("says durations and numbers as people read them", () => {
  expect([7, 59.2, 123, 3_900, 90_000].map(duration)).toEqual(["7 s", "1 min 0 s", "2 min 3 s", "1 h 5 min", "25 h 0 min"]);
  expect(grouping(1_234_567)).toBe("1,234,567");
});

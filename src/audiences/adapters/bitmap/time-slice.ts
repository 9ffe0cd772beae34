import { setImmediate as nextTurn } from "node:timers/promises";

/** Long work gives way to others after this many milliseconds: with the piece in hand, and on a busy machine, turns stay below 20. */
const SLICE_MS = 5;

/** Keeps long work from blocking the event loop: `if (slice.isOver()) await slice.next()` between its pieces. */
export class TimeSlice {
  private until = performance.now() + SLICE_MS;

  isOver(): boolean {
    return performance.now() >= this.until;
  }

  async next(): Promise<void> {
    await nextTurn();
    this.until = performance.now() + SLICE_MS;
  }
}

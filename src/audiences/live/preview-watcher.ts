/** The preview is given at most once a second (contract). */
const SPACING_MS = 1_000;

interface Printed {
  print: string;
}

/** One subscriber's place: holds the newest state until it is asked for and a second has passed, and no state twice in a row. */
export class PreviewWatcher<State extends Printed> {
  private newest: State | null = null;
  private given: { print: string; at: number } | null = null;
  private waiting: ((state: State | null) => void) | null = null;
  private timer: NodeJS.Timeout | null = null;
  private closed = false;

  push(state: State): void {
    if (this.closed) return;
    this.newest = state;
    this.settle();
  }

  /** The newest state that differs from the one given before; null when closed. One caller at a time. */
  next(): Promise<State | null> {
    return new Promise((resolve) => {
      this.waiting = resolve;
      this.settle();
    });
  }

  close(): void {
    this.closed = true;
    this.newest = null;
    this.settle();
  }

  private settle(): void {
    if (!this.waiting) return;
    if (this.closed) this.answer(null);
    else if (this.newest !== null && this.newest.print !== this.given?.print) this.giveInTime(this.newest);
  }

  private giveInTime(state: State): void {
    const waitMs = this.given ? this.given.at + SPACING_MS - Date.now() : 0;
    if (waitMs <= 0) this.answer(state);
    else
      this.timer ??= setTimeout(() => {
        this.timer = null;
        this.settle();
      }, waitMs);
  }

  private answer(state: State | null): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (state) this.given = { print: state.print, at: Date.now() };
    const { waiting } = this;
    this.waiting = null;
    waiting?.(state);
  }
}

import type { MassSendProgress } from "./mass-send.types.js";

/** At most five states a second. */
export const SPACING_MS = 200;
/** A hint may be lost with the process that sent it; a watched send is looked at this often all the same. */
const LOOK_AGAIN_MS = 3_000;

interface TopicParts {
  read: () => Promise<MassSendProgress>;
  listen: (hint: () => void) => () => void;
  onError: (error: unknown) => void;
}

/** One watched send in this process: read once for each hint at most, however many watch. */
export class ProgressTopic {
  private readonly watchers = new Set<ProgressWatcher>();
  private readonly unlisten: () => void;
  private readonly again: NodeJS.Timeout;
  private timer: NodeJS.Timeout | null = null;
  private reading: Promise<MassSendProgress> | null = null;
  private readAt = 0;

  constructor(private readonly parts: TopicParts) {
    this.unlisten = parts.listen(() => this.schedule());
    this.again = setInterval(() => this.schedule(), LOOK_AGAIN_MS);
    this.again.unref();
  }

  get isWatched(): boolean {
    return this.watchers.size > 0;
  }

  add(watcher: ProgressWatcher): void {
    this.watchers.add(watcher);
  }

  remove(watcher: ProgressWatcher): void {
    this.watchers.delete(watcher);
  }

  close(): void {
    this.unlisten();
    clearInterval(this.again);
    if (this.timer) clearTimeout(this.timer);
  }

  /** The present state; those who ask while it is being read get the same. */
  present(): Promise<MassSendProgress> {
    this.reading ??= this.parts.read().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  private schedule(): void {
    if (this.timer) return;
    const waitMs = Math.max(0, this.readAt + SPACING_MS - Date.now());
    this.timer = setTimeout(() => void this.publish(), waitMs);
  }

  /** `timer` is given up before the read, so that a hint during the read leads to another one. */
  private async publish(): Promise<void> {
    this.timer = null;
    this.readAt = Date.now();
    try {
      const state = Object.freeze(await this.parts.read());
      for (const watcher of this.watchers) watcher.push(state);
    } catch (error) {
      this.parts.onError(error);
    }
  }
}

/** One subscriber's place: holds the newest state until it is asked for. */
export class ProgressWatcher {
  private newest: MassSendProgress | null = null;
  private waiting: ((state: MassSendProgress | null) => void) | null = null;
  private closed = false;

  push(state: MassSendProgress): void {
    if (this.waiting) this.answer(state);
    else this.newest = state;
  }

  /** The newest state not given yet; null when closed. */
  next(): Promise<MassSendProgress | null> {
    const state = this.newest;
    this.newest = null;
    if (state !== null || this.closed) return Promise.resolve(state);
    return new Promise((resolve) => {
      this.waiting = resolve;
    });
  }

  close(): void {
    this.closed = true;
    this.newest = null;
    this.answer(null);
  }

  private answer(state: MassSendProgress | null): void {
    const { waiting } = this;
    this.waiting = null;
    waiting?.(state);
  }
}

import { type CallbackHandlers, PEOPLE_AT_ONCE, type PersonActivity } from "./callback-handlers.port.js";
import { type CallbackLog, nameOf } from "./callback-log.js";
import type { CallbackStore, StoredCallback } from "./callback-store.port.js";
import { activityOf, merged } from "./person-activity.js";

/** A person in the chat tells their position every 5 s: written every 2 s, a crowd of them is some statements, not some thousand. */
const FLUSH_AFTER_MS = 2_000;
/** One person's many callbacks fill no buffer of people. */
const CALLBACKS_AT_ONCE = 5_000;

export interface ActivityBufferParts {
  store: Pick<CallbackStore, "finished" | "failed">;
  handlers: Pick<CallbackHandlers, "active">;
  log: CallbackLog;
  flushAfterMs?: number;
}

/**
 * Collects what people did and hands it on together, each person once. A callback is finished only when that has worked, so a
 * process that dies loses nothing: the sweep finds what it had in memory.
 */
export class ActivityBuffer {
  private people = new Map<string, PersonActivity>();
  private callbacks: StoredCallback[] = [];
  private writing: Promise<void> = Promise.resolve();
  private inFlight = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly parts: ActivityBufferParts) {}

  /** Callbacks in memory, those being written included. */
  get size(): number {
    return this.callbacks.length + this.inFlight;
  }

  /** False where it is nobody's act. */
  add(callback: StoredCallback): boolean {
    const activity = activityOf(callback, new Date());
    if (activity === null) return false;
    const person = `${activity.tenantId}/${activity.openid}`;
    const known = this.people.get(person);
    this.people.set(person, known ? merged(known, activity) : activity);
    this.callbacks.push(callback);
    if (this.people.size >= PEOPLE_AT_ONCE || this.callbacks.length >= CALLBACKS_AT_ONCE) void this.flush();
    else this.timer ??= setTimeout(() => void this.flush(), this.parts.flushAfterMs ?? FLUSH_AFTER_MS).unref();
    return true;
  }

  /** Resolves when all that was added up to now is written, or has failed. Never rejects. */
  flush(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (this.callbacks.length === 0) return this.writing;
    const [people, callbacks] = [[...this.people.values()], this.callbacks];
    this.people = new Map();
    this.callbacks = [];
    this.inFlight += callbacks.length;
    this.writing = this.writing
      .then(() => this.write(people, callbacks))
      .finally(() => {
        this.inFlight -= callbacks.length;
      });
    return this.writing;
  }

  private async write(people: PersonActivity[], callbacks: StoredCallback[]): Promise<void> {
    const { store, handlers, log } = this.parts;
    try {
      await handlers.active(people);
      await store.finished(callbacks, null);
    } catch (error) {
      log.warn({ callbacks: callbacks.length, err: nameOf(error) }, "could not note what people did; it will be tried again");
      await store.failed(callbacks, nameOf(error)).catch((failure: unknown) => {
        // The rows still say "unfinished": the sweep will find them.
        log.error({ err: nameOf(failure) }, "could not record that callbacks failed");
      });
    }
  }
}

const CHINA_OFFSET_MS = 8 * 3600_000;
/** setTimeout fires at once beyond this. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface Appointment {
  at: number;
  run: () => void;
  timer?: NodeJS.Timeout;
}

/**
 * The simulator's time: real time plus an offset that tests move forward. Whatever happens later is scheduled here, so that
 * moving the clock makes it happen.
 */
export class Clock {
  private readonly appointments = new Set<Appointment>();

  /** `offsetMs`: how far ahead of real time the clock is. */
  constructor(
    private offset = 0,
    private readonly realNow: () => number = Date.now,
  ) {}

  get offsetMs(): number {
    return this.offset;
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.realNow() + this.offset;
  }

  /** Sets the offset outright (restored state). */
  setOffset(offsetMs: number): void {
    this.offset = offsetMs;
    this.catchUp();
  }

  /** Moves time forward and runs what has fallen due, in its order. */
  advance(milliseconds: number): void {
    if (!(milliseconds >= 0)) throw new RangeError("the clock moves forward only");
    this.setOffset(this.offset + milliseconds);
  }

  /** Runs `run` once at `at` (milliseconds since 1970); returns how to call it off. */
  schedule(at: number, run: () => void): () => void {
    const appointment: Appointment = { at, run };
    this.appointments.add(appointment);
    this.arm(appointment);
    return () => this.drop(appointment);
  }

  /** Resolves after so much of the simulator's time. */
  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.schedule(this.now() + milliseconds, resolve);
    });
  }

  /** Calls everything off. */
  stop(): void {
    for (const appointment of [...this.appointments]) this.drop(appointment);
  }

  private catchUp(): void {
    for (const appointment of [...this.appointments].sort((a, b) => a.at - b.at)) {
      if (appointment.at <= this.now()) this.fire(appointment);
      else this.arm(appointment);
    }
  }

  private arm(appointment: Appointment): void {
    clearTimeout(appointment.timer);
    const wait = Math.min(Math.max(0, appointment.at - this.now()), LONGEST_TIMER_MS);
    appointment.timer = setTimeout(() => {
      // Timers may fire a millisecond early, and far ones are armed in steps.
      if (appointment.at <= this.now()) this.fire(appointment);
      else this.arm(appointment);
    }, wait);
  }

  private fire(appointment: Appointment): void {
    if (!this.appointments.has(appointment)) return;
    this.drop(appointment);
    appointment.run();
  }

  private drop(appointment: Appointment): void {
    clearTimeout(appointment.timer);
    this.appointments.delete(appointment);
  }
}

/** The day in Asia/Shanghai, YYYY-MM-DD. China has kept UTC+8 without summer time since 1991. */
export function chinaDay(at: number): string {
  return new Date(at + CHINA_OFFSET_MS).toISOString().slice(0, 10);
}

/** The month in Asia/Shanghai, YYYY-MM. */
export function chinaMonth(at: number): string {
  return chinaDay(at).slice(0, 7);
}

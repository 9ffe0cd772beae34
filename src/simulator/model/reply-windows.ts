/** What a person does that lets the account write to them: VIEW buttons and LOCATION do not. */
export type UserAct = "message" | "click" | "follow" | "scan";

const HOUR_MS = 3600_000;
const RULES: Readonly<Record<UserAct, { lastsMs: number; sends: number }>> = {
  message: { lastsMs: 48 * HOUR_MS, sends: 5 },
  click: { lastsMs: 60_000, sends: 3 },
  follow: { lastsMs: 60_000, sends: 3 },
  scan: { lastsMs: 60_000, sends: 3 },
};

interface Window {
  until: number;
  left: number;
}

interface Person {
  lastActAt: number;
  typingUntil: number;
  windows: Map<UserAct, Window>;
}

/** How long a typing state is shown, and how long after the last message it may be. */
const TYPING_MS = 15_000;
const TYPING_AFTER_MESSAGE_MS = 30_000;

/** When and how often the account may send custom messages to whom. Each act opens its window anew. */
export class ReplyWindows {
  private readonly people = new Map<number, Person>();

  acted(person: number, act: UserAct, at: number): void {
    const known = this.people.get(person) ?? { lastActAt: at, typingUntil: 0, windows: new Map<UserAct, Window>() };
    known.lastActAt = at;
    known.windows.set(act, { until: at + RULES[act].lastsMs, left: RULES[act].sends });
    this.people.delete(person);
    this.people.set(person, known);
    this.forgetOld(at);
  }

  /** 0 when the account may send; 45015 outside of every window, 45047 when the open ones are used up. */
  check(person: number, now: number): 0 | 45015 | 45047 {
    const open = this.open(person, now);
    if (open.length === 0) return 45015;
    return open.some((window) => window.left > 0) ? 0 : 45047;
  }

  /** Counts a message, in the window that closes first. */
  use(person: number, at: number): void {
    const window = this.open(person, at).find(({ left }) => left > 0);
    if (window) window.left--;
    const known = this.people.get(person);
    if (known) known.typingUntil = 0;
  }

  /** 0 when a typing state may be shown, 45080 without a message in the last 30 seconds, 45081 while one is shown. */
  checkTyping(person: number, now: number): 0 | 45080 | 45081 {
    const known = this.people.get(person);
    if (!known || now - known.lastActAt > TYPING_AFTER_MESSAGE_MS) return 45080;
    return now < known.typingUntil ? 45081 : 0;
  }

  showTyping(person: number, shown: boolean, at: number): void {
    const known = this.people.get(person);
    if (known) known.typingUntil = shown ? at + TYPING_MS : 0;
  }

  forget(person: number): void {
    this.people.delete(person);
  }

  private open(person: number, now: number): Window[] {
    const windows = [...(this.people.get(person)?.windows.values() ?? [])];
    return windows.filter(({ until }) => now < until).sort((a, b) => a.until - b.until);
  }

  /** The longest window is that of a message. */
  private forgetOld(now: number): void {
    for (const [person, { lastActAt }] of this.people) {
      if (now - lastActAt < RULES.message.lastsMs) break;
      this.people.delete(person);
    }
  }
}

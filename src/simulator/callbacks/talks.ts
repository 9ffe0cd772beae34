import type { Account } from "../model/account.js";
import { MOST_PEOPLE } from "../model/followers.js";
import { seededRandom } from "../random.js";
import type { World } from "../world.js";
import type { Acts, PersonAct } from "./acts.js";

/** Many people doing the same, one after the other. */
export interface TalkReport {
  id: number;
  appId: string;
  what: string;
  count: number;
  ratePerSecond: number;
  done: number;
}

interface Talk extends TalkReport {
  account: Account;
  acts: (index: number) => PersonAct;
  underWay: number;
  begun: number;
  startedAt: number;
  timer?: NodeJS.Timeout;
}

const STEP_MS = 20;
/** So many wait for the callback address at once; a slow one slows the talk down. */
const MOST_UNDER_WAY = 256;
export const MOST_TALKS = 20;

/** Lets a demo's people talk: `count` acts, `ratePerSecond` of them in each second of real time. */
export class Talks {
  private readonly talks = new Map<number, Talk>();
  private lastId = 0;
  private readonly random: () => number;

  constructor(
    private readonly world: World,
    private readonly acts: Acts,
  ) {
    this.random = seededRandom(world.options.seed ^ 0x7a1c);
  }

  /** `what` names it in reports; `acts` says what the nth person does. */
  start(account: Account, what: string, size: { count: number; ratePerSecond: number }, acts: (index: number) => PersonAct): TalkReport {
    const id = ++this.lastId;
    const talk: Talk = {
      id,
      appId: account.appId,
      what,
      ...size,
      done: 0,
      account,
      acts,
      underWay: 0,
      begun: 0,
      startedAt: performance.now(),
    };
    this.talks.set(id, talk);
    this.step(talk);
    return report(talk);
  }

  /** Those under way. */
  list(): TalkReport[] {
    return [...this.talks.values()].map(report);
  }

  get isFull(): boolean {
    return this.talks.size >= MOST_TALKS;
  }

  /** Ends one, or all. */
  end(id?: number): void {
    for (const talk of id === undefined ? [...this.talks.values()] : [this.talks.get(id)]) {
      if (!talk) continue;
      clearTimeout(talk.timer);
      this.talks.delete(talk.id);
    }
  }

  private step(talk: Talk): void {
    const seconds = (performance.now() - talk.startedAt) / 1000;
    const dueByNow = Math.min(talk.count, 1 + Math.floor(seconds * talk.ratePerSecond));
    while (talk.begun < dueByNow && talk.underWay < MOST_UNDER_WAY) this.begin(talk);
    if (talk.begun < talk.count) talk.timer = setTimeout(() => this.step(talk), STEP_MS);
  }

  private begin(talk: Talk): void {
    const act = talk.acts(talk.begun);
    talk.begun++;
    talk.underWay++;
    this.acts
      .act(talk.account, this.personFor(talk.account, act), act)
      .catch((error: unknown) => this.world.options.logger?.warn({ error: String(error) }, "an event of a talk was not pushed"))
      .finally(() => {
        talk.underWay--;
        talk.done++;
        if (talk.done >= talk.count) this.talks.delete(talk.id);
      });
  }

  /** Somebody new for `subscribe`, else any follower. */
  private personFor({ followers }: Account, act: PersonAct): number {
    if ("event" in act && act.event === "subscribe") {
      let n = followers.count;
      while (n < MOST_PEOPLE - 1 && followers.follows(n)) n++;
      return n;
    }
    const from = Math.floor(this.random() * followers.count);
    return Math.max(0, followers.nextFrom(from) >= 0 ? followers.nextFrom(from) : followers.nextFrom(0));
  }
}

function report({ id, appId, what, count, ratePerSecond, done }: Talk): TalkReport {
  return { id, appId, what, count, ratePerSecond, done };
}

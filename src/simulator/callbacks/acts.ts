import type { Account } from "../model/account.js";
import type { UserAct } from "../model/reply-windows.js";
import type { World } from "../world.js";
import type { PushOutcome } from "./callback-log.js";
import type { CallbackEvent } from "./events.js";
import { type PersonMessage, personMessage } from "./messages.js";
import { type PersonEvent, personEvent } from "./person-events.js";
import type { CallbackPusher } from "./pusher.js";

export type PersonAct = PersonEvent | PersonMessage;

/** Room for a million messages within one millisecond of a start. */
const IDS_PER_MS = 1_000_000n;

/** Lets people follow, leave, write and tap. */
export class Acts {
  /** Beyond all that an earlier run of the same simulator can have given out. */
  private lastMsgId = BigInt(Date.now()) * IDS_PER_MS;

  constructor(
    private readonly world: World,
    private readonly pusher: CallbackPusher,
  ) {}

  /** Changes the state and pushes the event. Resolves when it was acknowledged, given up or dropped. */
  async act(account: Account, person: number, what: PersonAct): Promise<{ event: CallbackEvent; outcome: PushOutcome | null }> {
    if ("event" in what) this.follow(account, person, what);
    const opened = opensWindow(what);
    if (opened !== null) this.world.commit(account, { type: "user-acted", person, act: opened });
    await this.world.flushed();
    const event = this.eventOf(account, person, what);
    return { event, outcome: await this.pusher.push(account, event) };
  }

  /** What would be pushed, without doing it. */
  eventOf(account: Account, person: number, what: PersonAct): CallbackEvent {
    const now = this.world.clock.now();
    if ("event" in what) return personEvent(account, person, what, now);
    this.lastMsgId++;
    return personMessage(account, person, what, this.lastMsgId, now);
  }

  private follow(account: Account, person: number, what: PersonEvent): void {
    if (what.event === "subscribe") this.world.commit(account, { type: "followed", person, scene: what.scene });
    if (what.event === "unsubscribe") this.world.commit(account, { type: "unfollowed", person });
  }
}

/** What lets the account send custom messages for a while. Following does so by itself; of the menu's events only these. */
function opensWindow(what: PersonAct): UserAct | null {
  if ("message" in what) return "message";
  if (what.event === "SCAN") return "scan";
  return what.event === "CLICK" || what.event === "scancode_push" || what.event === "scancode_waitmsg" ? "click" : null;
}

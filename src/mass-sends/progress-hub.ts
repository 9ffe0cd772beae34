import { BadInputError, NotFoundError } from "../graphql/errors.js";
import type { SendRef } from "./mass-send.js";
import { refOf } from "./mass-send.service.js";
import { isFinal } from "./mass-send.state.js";
import type { MassSendProgress } from "./mass-send.types.js";
import type { MassSendStore } from "./mass-send-store.port.js";
import { progressOf } from "./progress.js";
import { ProgressTopic, ProgressWatcher } from "./progress-topic.js";
import type { ProgressFeed } from "./send-lease.port.js";

const EVENTS_AT_ONCE = 500;

/** What GraphQL iterates; `return` ends it at once, even while a `next` is waiting. */
export type MassSendStates = AsyncIterableIterator<MassSendProgress, undefined> & {
  return(): Promise<IteratorResult<MassSendProgress, undefined>>;
};

interface HubLogger {
  warn(details: object, message: string): void;
}

/** Live progress of mass sends, for all subscribers of this process. */
export class MassSendProgressHub {
  private readonly topics = new Map<string, ProgressTopic>();

  constructor(
    private readonly store: Pick<MassSendStore, "find" | "events">,
    private readonly feed: ProgressFeed,
    private readonly log: HubLogger,
  ) {}

  /**
   * The present state, then every change, the newest at most every 200 ms; with `after` instead every stored state with a seq above it,
   * in order, then the changes. Ends after a final state. NOT_FOUND for a send of another tenant.
   */
  async follow(tenantId: number, id: string, after: number | null): Promise<MassSendStates> {
    if (after !== null && after < 0) throw new BadInputError("after", "must be a seq: 0 or more");
    const ref = refOf(tenantId, id);
    const watcher = new ProgressWatcher();
    // Watched before it is read: what changes in between is not missed.
    const topic = this.join(ref, watcher);
    const leave = () => {
      watcher.close();
      this.leave(ref, topic, watcher);
    };
    const present = await topic.present().catch((error: unknown) => {
      leave();
      throw error;
    });
    return closable(this.states(ref, watcher, present, after, leave), leave);
  }

  /** Sends watched in this process. */
  get watched(): number {
    return this.topics.size;
  }

  private async *states(
    ref: SendRef,
    watcher: ProgressWatcher,
    present: MassSendProgress,
    after: number | null,
    leave: () => void,
  ): AsyncGenerator<MassSendProgress, undefined> {
    try {
      let last = present;
      if (after === null) yield present;
      else {
        for await (const state of this.stored(ref, after)) {
          last = state;
          yield state;
        }
      }
      while (!isFinal(last.status)) {
        const state = await watcher.next();
        if (state === null) return undefined;
        if (state.seq <= last.seq || state.seq <= (after ?? -1)) continue;
        last = state;
        yield state;
      }
      return undefined;
    } finally {
      leave();
    }
  }

  private async *stored(ref: SendRef, after: number): AsyncGenerator<MassSendProgress> {
    let seq = after;
    for (;;) {
      const page = await this.store.events(ref, seq, EVENTS_AT_ONCE);
      yield* page;
      seq = page.at(-1)?.seq ?? seq;
      if (page.length < EVENTS_AT_ONCE) return;
    }
  }

  private join(ref: SendRef, watcher: ProgressWatcher): ProgressTopic {
    const topic = this.topics.get(keyOf(ref)) ?? this.open(ref);
    topic.add(watcher);
    return topic;
  }

  private open(ref: SendRef): ProgressTopic {
    const topic = new ProgressTopic({
      read: () => this.read(ref),
      listen: (hint) => this.feed.listen(ref.tenantId, ref.id, hint),
      onError: (error) => this.log.warn({ err: error, massSend: ref.id }, "progress could not be read"),
    });
    this.topics.set(keyOf(ref), topic);
    return topic;
  }

  private leave(ref: SendRef, topic: ProgressTopic, watcher: ProgressWatcher): void {
    topic.remove(watcher);
    if (topic.isWatched || this.topics.get(keyOf(ref)) !== topic) return;
    this.topics.delete(keyOf(ref));
    topic.close();
  }

  private async read(ref: SendRef): Promise<MassSendProgress> {
    const send = await this.store.find(ref);
    if (send === null) throw new NotFoundError("mass send", ref.id, "id");
    return progressOf(send);
  }
}

function keyOf({ tenantId, id }: SendRef): string {
  return `${tenantId}.${id}`;
}

/** A generator that waits cannot be returned from outside: `leave` ends its waiting first. */
function closable(states: AsyncGenerator<MassSendProgress, undefined>, leave: () => void): MassSendStates {
  const iterator: MassSendStates = {
    next: () => states.next(),
    return: () => {
      leave();
      return states.return(undefined);
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}

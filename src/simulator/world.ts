import { join } from "node:path";
import { CallLog } from "./call-log.js";
import type { AccountChange, JournalEntry } from "./changes.js";
import { Clock } from "./clock.js";
import { Faults } from "./faults.js";
import { Journal } from "./journal.js";
import { Account } from "./model/account.js";
import type { ResolvedOptions } from "./options.js";
import { seededRandom } from "./random.js";

/** All accounts of one simulator, its clock and its faults. Changes go through `commit`, so that they reach the journal. */
export class World {
  readonly clock = new Clock();
  readonly faults: Faults;
  readonly calls = new CallLog();
  readonly random: () => number;
  private readonly accounts: Map<string, Account>;
  private journal: Journal | null = null;
  private lastMsgId: bigint;

  private constructor(readonly options: ResolvedOptions) {
    this.faults = new Faults(options.seed);
    this.random = seededRandom(options.seed ^ 0x5ea1);
    this.accounts = new Map(options.apps.map((app) => [app.appId, new Account(app, options)]));
    this.lastMsgId = options.firstMsgId - 1n;
  }

  /** A world as its state folder left it, or a new one. */
  static async open(options: ResolvedOptions): Promise<World> {
    const world = new World(options);
    if (options.stateDir !== null) {
      world.journal = await Journal.open(join(options.stateDir, "journal.jsonl"), (entry) => world.replay(entry as JournalEntry));
    }
    return world;
  }

  allAccounts(): Account[] {
    return [...this.accounts.values()];
  }

  account(appId: string): Account | undefined {
    return this.accounts.get(appId);
  }

  /** Whose token this is or was. */
  accountOfToken(token: string): Account | undefined {
    return this.allAccounts().find((account) => account.tokens.knows(token));
  }

  /** Alters an account and notes it in the journal; reply only after `flushed`. */
  commit(account: Account, change: AccountChange): void {
    const at = this.clock.now();
    account.apply(change, at);
    this.journal?.append({ appId: account.appId, at, change } satisfies JournalEntry);
  }

  async advanceClock(milliseconds: number): Promise<void> {
    this.clock.advance(milliseconds);
    this.journal?.append({ clockOffsetMs: this.clock.offsetMs } satisfies JournalEntry);
    await this.flushed();
  }

  /** Resolves when everything committed so far survives a crash. */
  async flushed(): Promise<void> {
    await this.journal?.flushed();
  }

  nextMsgId(): bigint {
    this.lastMsgId++;
    return this.lastMsgId;
  }

  async close(): Promise<void> {
    this.clock.stop();
    await this.journal?.close();
    this.journal = null;
  }

  private replay(entry: JournalEntry): void {
    if ("clockOffsetMs" in entry) {
      this.clock.setOffset(entry.clockOffsetMs);
      return;
    }
    const account = this.accounts.get(entry.appId);
    if (!account) return;
    const change = withBigMsgIds(entry.change);
    account.apply(change, entry.at);
    account.restoreQuota(change, entry.at);
    if (change.type === "mass-accepted" && change.msgId > this.lastMsgId) this.lastMsgId = change.msgId;
  }
}

/** JSON gives back small integers as numbers. */
function withBigMsgIds(change: AccountChange): AccountChange {
  if (!("msgId" in change)) return change;
  if (change.type !== "mass-accepted") return { ...change, msgId: BigInt(change.msgId) };
  return { ...change, msgId: BigInt(change.msgId), msgDataId: change.msgDataId === null ? null : BigInt(change.msgDataId) };
}

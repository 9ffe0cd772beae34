import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { CallLog } from "./call-log.js";
import type { AccountChange, JournalEntry } from "./changes.js";
import { Clock } from "./clock.js";
import { Faults } from "./faults.js";
import { Journal } from "./journal.js";
import { MediaFiles } from "./media-files.js";
import { Account } from "./model/account.js";
import type { ResolvedOptions } from "./options.js";
import { seededRandom } from "./random.js";
import { Rids } from "./rids.js";
import { StateLock } from "./state-lock.js";
import { TokenOwners } from "./token-owners.js";

/** All accounts of one simulator, its clock and its faults. Changes go through `commit`, so that they reach the journal. */
export class World {
  readonly clock = new Clock();
  readonly faults: Faults;
  readonly calls = new CallLog();
  readonly media = new MediaFiles(() => this.allAccounts(), this.clock);
  readonly rids: Rids;
  readonly random: () => number;
  private readonly accounts: Map<string, Account>;
  private readonly tokenOwners = new TokenOwners();
  private lock: StateLock | null = null;
  private journal: Journal | null = null;
  private lastMsgId: bigint;

  private constructor(readonly options: ResolvedOptions) {
    this.faults = new Faults(options.seed);
    this.random = seededRandom(options.seed ^ 0x5ea1);
    this.rids = new Rids(this.random);
    this.accounts = new Map(options.apps.map((app) => [app.appId, new Account(app, options)]));
    this.lastMsgId = options.firstMsgId - 1n;
  }

  /** A world as its state folder left it, or a new one. Rejects when another simulator has the folder. */
  static async open(options: ResolvedOptions): Promise<World> {
    const world = new World(options);
    if (options.stateDir !== null) await world.restore(options.stateDir);
    if (options.clockSpeed !== null) await world.setClockSpeed(options.clockSpeed);
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
    return this.tokenOwners.of(token);
  }

  /** Alters an account and notes it in the journal; reply only after `flushed`. */
  commit(account: Account, change: AccountChange): void {
    const at = this.clock.now();
    this.apply(account, change, at);
    this.journal?.append({ appId: account.appId, at, change } satisfies JournalEntry);
  }

  async advanceClock(milliseconds: number): Promise<void> {
    this.clock.advance(milliseconds);
    await this.noteClock();
  }

  /** How many times as fast as real time the clock runs from now on; 0 stops it. */
  async setClockSpeed(speed: number): Promise<void> {
    this.clock.setSpeed(speed);
    await this.noteClock();
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
    await this.lock?.release();
    this.lock = null;
  }

  private apply(account: Account, change: AccountChange, at: number): void {
    account.apply(change, at);
    if (change.type === "token-issued") this.tokenOwners.add(change.value, account);
  }

  private async restore(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    this.lock = await StateLock.take(folder);
    try {
      this.journal = await Journal.open(join(folder, "journal.jsonl"), (entry) => this.replay(entry as JournalEntry));
      await this.media.useFolder(folder);
    } catch (error) {
      await this.lock.release();
      throw error;
    }
    for (const account of this.allAccounts()) account.quotas.onCount((counted, at) => this.noteCall(account, counted, at));
  }

  /** Not forced to the disk: a killed simulator knows every call it answered, and only a crash of the machine may lose the last. */
  private noteCall({ appId }: Account, counted: string, at: number): void {
    this.journal?.append({ appId, at, counted } satisfies JournalEntry, "process");
  }

  private async noteClock(): Promise<void> {
    this.journal?.append({ clock: this.clock.standing() } satisfies JournalEntry);
    await this.flushed();
  }

  private replay(entry: JournalEntry): void {
    if ("clock" in entry) {
      this.clock.restore(entry.clock);
      return;
    }
    const account = this.accounts.get(entry.appId);
    if (!account) return;
    if ("counted" in entry) {
      account.quotas.restore(entry.counted, entry.at);
      return;
    }
    const change = withBigMsgIds(entry.change);
    this.apply(account, change, entry.at);
    if ("msgId" in change && change.msgId > this.lastMsgId) this.lastMsgId = change.msgId;
  }
}

/** JSON gives back small integers as numbers. */
function withBigMsgIds(change: AccountChange): AccountChange {
  if (!("msgId" in change)) return change;
  if (change.type !== "mass-accepted") return { ...change, msgId: BigInt(change.msgId) };
  return { ...change, msgId: BigInt(change.msgId), msgDataId: change.msgDataId === null ? null : BigInt(change.msgDataId) };
}

import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import type { Database } from "../../src/platform/database/database.js";
import { ProfileImporter, PushPhase, type SyncPosition } from "../../src/sync/index.js";
import { addTag, removeTag } from "../../src/tags/adapters/user-tag-rows.js";
import { someEntry } from "./audit.js";
import { FakeTagWeChat, type TagFault } from "./fake-tag-wechat.js";
import { mirrorParts } from "./mirror-parts.js";
import { MortalDatabase } from "./mortal-database.js";

export type ModelTag = "mirrored" | "second" | "pulled";
export type ModelStep =
  | { do: "here"; tag: ModelTag; user: number; on: boolean }
  | { do: "at WeChat"; tag: ModelTag; user: number; on: boolean }
  | { do: "follow"; user: number; on: boolean; told: boolean }
  | { do: "come back"; user: number; told: boolean }
  | { do: "push" | "sync"; faults: readonly TagFault[]; statements: number | null };

const TAGS: readonly ModelTag[] = ["mirrored", "second", "pulled"];
const PULLED_ID = 50;
let counter = 0;

/**
 * Tagcast and WeChat side by side, and what the two last settled about each user and tag. From that follows what must come
 * out in the end: what changed on one side alone since then, or on both alike, holds.
 */
export class MirrorModel {
  private readonly wechat = new FakeTagWeChat();
  /** `tag:openid` of whom WeChat and Tagcast last agreed that they carry the tag. */
  private readonly settled = new Set<string>();
  private readonly changeLog = new PostgresChangeLog();
  private readonly tagIds = new Map<ModelTag, number>();

  private constructor(
    private readonly database: Database,
    private readonly tenantId: number,
    private readonly openids: readonly string[],
  ) {
    this.wechat.onSet = (wechatId, openid, carries) => {
      for (const tag of TAGS) if (this.wechatIdOf(tag) === wechatId) this.settle(tag, openid, carries);
    };
  }

  static async start(database: Database, users: number): Promise<MirrorModel> {
    const appId = `wx-model-${counter++}`;
    const { rows } = await database.pool.query<{ id: number }>(
      "INSERT INTO tenant (name, app_id, app_secret_sealed, callback_token_sealed) VALUES ($1, $1, '', '') RETURNING id",
      [appId],
    );
    const tenantId = rows[0]?.id ?? 0;
    await database.pool.query("INSERT INTO tenant_counter (tenant_id) VALUES ($1)", [tenantId]);
    const openids = Array.from({ length: users }, (_, n) => `${appId}-${n}`);
    const model = new MirrorModel(database, tenantId, openids);
    model.wechat.addTag(PULLED_ID, "pulled");
    for (const openid of openids) model.wechat.follow(openid);
    await model.begin();
    return model;
  }

  async take(step: ModelStep): Promise<void> {
    if (step.do === "here") return this.tagHere(step.tag, step.user, step.on);
    if (step.do === "at WeChat") return this.tagThere(step.tag, step.user, step.on);
    if (step.do === "follow") return this.follow(step.user, step.on, step.told);
    if (step.do === "come back") {
      await this.follow(step.user, false, step.told);
      return this.follow(step.user, true, step.told);
    }
    return this.work(step.do, step.faults, step.statements);
  }

  /** A sync without faults: then all must be as it follows from what was settled and done before. */
  async comeToRest(): Promise<void> {
    const wanted = await this.outcome();
    await this.work("sync", [], null);
    await this.work("push", [], null);
    expect(await this.carriers()).toEqual(wanted.here);
    expect(this.carriersThere()).toEqual(wanted.there);
    const { states } = mirrorParts(this.database, { forTenant: async () => this.wechat.client() });
    for (const tag of TAGS) expect(await states.isInStep(this.tenantId, this.tagIds.get(tag) ?? 0)).toBe(tag !== "pulled");
    expect((await states.facts(this.tenantId, [...this.tagIds.values()])).map(({ settled, pending }) => [settled, pending])).toEqual([
      [true, 0],
      [true, 0],
    ]);
  }

  private async begin(): Promise<void> {
    const { store, changes } = mirrorParts(this.database, { forTenant: async () => this.wechat.client() });
    for (const tag of ["mirrored", "second"] as const) {
      const made = await changes.create(
        this.tenantId,
        { name: tag, group: null, description: null, mirrorToWeChat: true },
        someEntry(this.tenantId),
      );
      this.tagIds.set(tag, made?.tagId ?? 0);
    }
    await this.work("sync", [], null);
    const [pulled] = await store.list(this.tenantId, "pulled");
    this.tagIds.set("pulled", pulled?.tagId ?? 0);
    await this.work("push", [], null);
  }

  private async tagHere(tag: ModelTag, user: number, on: boolean): Promise<void> {
    const tagId = this.tagIds.get(tag) ?? 0;
    await this.database.transaction(async (tx) => {
      const { rows } = await tx.query<{ user_id: number; ordinal: number }>(
        "SELECT user_id, ordinal FROM users WHERE tenant_id = $1 AND openid = $2",
        [this.tenantId, this.openids[user]],
      );
      const [person] = rows;
      if (!person) return;
      const changed = await (on ? addTag : removeTag)(tx, tagId, [person.user_id]);
      const kind = on ? "TAGGED" : "UNTAGGED";
      if (changed.length > 0) await this.changeLog.append(tx, this.tenantId, [{ kind, tagId, ordinals: [person.ordinal] }]);
    });
  }

  /** Not to people of whom Tagcast cannot know whether its own call came through: nobody could tell whose change it was. */
  private async tagThere(tag: ModelTag, user: number, on: boolean): Promise<void> {
    const openid = this.openids[user] ?? "";
    if (!this.wechat.followers.has(openid)) return;
    const doubtful = await this.database.pool.query(
      "SELECT 1 FROM wechat_tag_call c JOIN users u ON u.user_id = ANY(c.user_ids) WHERE c.tag_id = $1 AND u.openid = $2",
      [this.tagIds.get(tag), openid],
    );
    if (doubtful.rowCount) return;
    const members = this.wechat.tags.get(this.wechatIdOf(tag))?.members;
    if (on) members?.add(openid);
    else members?.delete(openid);
  }

  private async follow(user: number, on: boolean, told: boolean): Promise<void> {
    const openid = this.openids[user] ?? "";
    if (this.wechat.followers.has(openid) === on) return;
    if (on) this.wechat.follow(openid);
    else this.wechat.unfollow(openid);
    for (const tag of TAGS) this.settle(tag, openid, false);
    const at = new Date((this.wechat.followers.get(openid) ?? 1_700_000_000 + 86_400 * 300) * 1_000);
    const { followers } = mirrorParts(this.database, { forTenant: async () => this.wechat.client() });
    if (told)
      await followers.applyFollowChange(this.tenantId, { openid, subscribed: on, at: on ? at : new Date(this.lastFollow()), source: null });
  }

  private lastFollow(): number {
    return (Math.max(1_700_000_000, ...this.wechat.followers.values()) + 30) * 1_000;
  }

  /** One process's life: it works until it is done, fails, or dies. */
  private async work(what: "push" | "sync", faults: readonly TagFault[], statements: number | null): Promise<void> {
    const process = new MortalDatabase(this.database);
    process.lifeLeft = statements ?? Number.POSITIVE_INFINITY;
    const left = [...faults];
    this.wechat.fault = () => left.shift() ?? "ok";
    this.wechat.die = () => process.die();
    const parts = mirrorParts(process.view(), { forTenant: async () => this.wechat.client() });
    try {
      if (what === "sync") await this.pull(parts);
      const push = new PushPhase(parts.steps, parts.tags, parts.states, parts.exchange);
      let at: SyncPosition | null = { phase: "PUSH", cursor: what === "sync" ? null : "999999999:0", total: null, done: 0 };
      while (at !== null) at = await push.step(this.tenantId, this.wechat.client(), at);
    } catch (error) {
      if (faults.length === 0 && statements === null) throw error;
    }
    // Nobody else waits for the dead one's lease in this test.
    await this.database.pool.query("UPDATE tag_exchange SET owner = NULL, until = NULL WHERE tenant_id = $1", [this.tenantId]);
  }

  private async pull({ exchange, pulls, followers }: ReturnType<typeof mirrorParts>): Promise<void> {
    // What was told in this very millisecond would count as newer than what is asked now.
    await sleep(3);
    const importer = new ProfileImporter(followers, pulls);
    await exchange.take(this.tenantId, "reading", async (turn) => {
      await pulls.saveTags(this.tenantId, await this.wechat.client().tags(), turn);
      const observedAt = await followers.now();
      const profiles = await this.wechat.client().profiles(this.openids);
      await importer.import(this.tenantId, profiles, observedAt, turn);
    });
    for (const tag of TAGS) for (const openid of this.wechat.followers.keys()) this.settle(tag, openid, this.isThere(tag, openid));
  }

  private async outcome(): Promise<{ here: string[]; there: string[] }> {
    const carriers = new Set(await this.carriers());
    const [here, there]: [string[], string[]] = [[], []];
    for (const tag of TAGS) {
      for (const openid of this.openids) {
        const pair = `${tag}:${openid}`;
        const [isHere, isThere, was] = [carriers.has(pair), this.isThere(tag, openid), this.settled.has(pair)];
        const follows = this.wechat.followers.has(openid);
        const changedThere = follows && isThere !== was;
        const after = changedThere ? isThere : isHere;
        if (after) here.push(pair);
        if (follows && (tag === "pulled" ? isThere : after)) there.push(pair);
      }
    }
    return { here: here.sort(), there: there.sort() };
  }

  private async carriers(): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ tag_id: number; openid: string }>(
      "SELECT tag_id, openid FROM user_tag JOIN users USING (user_id) WHERE tenant_id = $1",
      [this.tenantId],
    );
    return rows.map(({ tag_id, openid }) => `${TAGS.find((tag) => this.tagIds.get(tag) === tag_id)}:${openid}`).sort();
  }

  private carriersThere(): string[] {
    return TAGS.flatMap((tag) => this.openids.flatMap((openid) => (this.isThere(tag, openid) ? [`${tag}:${openid}`] : []))).sort();
  }

  private isThere(tag: ModelTag, openid: string): boolean {
    return this.wechat.tags.get(this.wechatIdOf(tag))?.members.has(openid) ?? false;
  }

  private wechatIdOf(tag: ModelTag): number {
    return [...this.wechat.tags.values()].find(({ name }) => name === tag)?.id ?? 0;
  }

  private settle(tag: ModelTag, openid: string, carries: boolean): void {
    if (carries) this.settled.add(`${tag}:${openid}`);
    else this.settled.delete(`${tag}:${openid}`);
  }
}

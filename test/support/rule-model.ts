import { setTimeout as sleep } from "node:timers/promises";
import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import { type Audience, type AudienceIndex, audienceToJson } from "../../src/audiences/index.js";
import { PostgresTagChanges } from "../../src/tags/adapters/postgres-tag-changes.js";
import { AudienceWorld } from "./audience-world.js";
import { auditIn, someEntry } from "./audit.js";
import { bitmapIndex } from "./bitmap-index.js";
import type { TestDatabase } from "./database.js";
import { MortalDatabase } from "./mortal-database.js";
import { holds, NOW } from "./naive-audience.js";
import { type RuleParts, ruleParts } from "./rule-parts.js";

interface Rule {
  tagId: number;
  audience: Audience;
}

/** Leases that run out at once: a dead holder keeps nobody waiting, and a living one is still found out when somebody else took over. */
const LEASE_MS = 1;

/** A world whose rule tags are followed for real, and what they ought to be by the naive model. */
export class RuleWorld {
  readonly rules: Rule[] = [];
  now = NOW;
  /** Happens after an evaluation, before what it found is written. */
  meanwhile: (() => Promise<void>) | null = null;
  private readonly index: AudienceIndex & { close(): Promise<void> };
  private parts: RuleParts;
  private readonly tags: PostgresTagChanges;
  private made = 0;

  private constructor(
    private readonly test: TestDatabase,
    readonly world: AudienceWorld,
  ) {
    this.index = bitmapIndex(test.database, { clock: () => this.now });
    this.parts = ruleParts(test.database, this.watched(), this.options);
    this.tags = new PostgresTagChanges(test.database, new PostgresChangeLog(), auditIn);
  }

  static async create(test: TestDatabase): Promise<RuleWorld> {
    // 40 users over four chunks.
    const world = await AudienceWorld.create(test.database, 6_000);
    for (let i = 0; i < 3; i++) await world.addTag();
    return new RuleWorld(test, world);
  }

  close(): Promise<void> {
    return this.index.close();
  }

  async addRule(drawn: Audience): Promise<Rule> {
    const audience = this.inWorld(drawn, this.rules.length);
    const tag = await this.tags.create(
      this.world.tenantId,
      {
        ...{ name: `rule ${this.made++}`, group: null, description: null, mirrorToWeChat: false },
        rule: { json: audienceToJson(audience), check: async () => undefined },
      },
      someEntry(this.world.tenantId),
    );
    const rule = { tagId: tag?.tagId ?? 0, audience };
    this.rules.push(rule);
    return rule;
  }

  async changeRule(place: number, drawn: Audience): Promise<void> {
    const at = place % this.rules.length;
    const rule = this.rules[at];
    if (!rule) return;
    rule.audience = this.inWorld(drawn, at);
    await this.tags.update(
      this.world.tenantId,
      rule.tagId,
      {
        rule: { json: audienceToJson(rule.audience), check: async () => undefined },
      },
      someEntry(this.world.tenantId),
    );
  }

  settle(): Promise<void> {
    return this.parts.settle(this.world.tenantId);
  }

  /** Follows as a process that is killed at its n-th statement. Nobody else takes over before. */
  async dieAt(statement: number): Promise<void> {
    const mortal = new MortalDatabase(this.test.database);
    mortal.lifeLeft = statement;
    const { runner } = ruleParts(mortal.view(), this.watched(), this.options);
    await runner.run(this.world.tenantId).catch((error: unknown) => {
      if (!mortal.isDead) throw error;
    });
    // While its lease lasts, whoever comes next finds nothing to do, and the test would take that for rest.
    await sleep(LEASE_MS + 1);
  }

  /** Who should carry each rule's tag, ordinals in order. */
  expected(): number[][] {
    const ruleTags = new Set(this.rules.map(({ tagId }) => tagId));
    const tags = new Map(this.world.users.map((user) => [user.ordinal, new Set([...user.tags].filter((id) => !ruleTags.has(id)))]));
    return this.rules.map(({ tagId, audience }) => {
      const members = this.world.users.filter((user) => holds(audience, { ...user, tags: tags.get(user.ordinal) ?? new Set() }));
      for (const { ordinal } of members) tags.get(ordinal)?.add(tagId);
      return members.map(({ ordinal }) => ordinal);
    });
  }

  /** Who carries it, by the table. */
  async actual(): Promise<number[][]> {
    const lists: number[][] = [];
    for (const { tagId } of this.rules) {
      const { rows } = await this.test.database.pool.query<{ ordinal: number }>(
        "SELECT ordinal FROM users JOIN user_tag USING (user_id) WHERE tag_id = $1 ORDER BY ordinal",
        [tagId],
      );
      lists.push(rows.map(({ ordinal }) => ordinal));
    }
    return lists;
  }

  private get options() {
    return { clock: () => this.now, leaseMs: LEASE_MS };
  }

  private watched(): AudienceIndex {
    return new Proxy(this.index as AudienceIndex, {
      get: (index, key) => {
        const value: unknown = Reflect.get(index, key);
        if (typeof value !== "function") return value;
        if (key !== "membersAmong") return value.bind(index);
        return async (...args: Parameters<AudienceIndex["membersAmong"]>) => {
          const answer = await index.membersAmong(...args);
          const { meanwhile } = this;
          this.meanwhile = null;
          await meanwhile?.();
          return answer;
        };
      },
    });
  }

  /** Drawn ids are small numbers; here they stand for what this world has, of rules' tags only for those made before. */
  private inWorld(audience: Audience, rulesBefore: number): Audience {
    switch (audience.kind) {
      case "all":
      case "any":
        return { kind: audience.kind, of: audience.of.map((part) => this.inWorld(part, rulesBefore)) };
      case "not":
        return { kind: "not", of: this.inWorld(audience.of, rulesBefore) };
      case "tag": {
        const known = [...this.world.tagIds.slice(0, 3), ...this.rules.slice(0, rulesBefore).map(({ tagId }) => tagId)];
        return { kind: "tag", tagId: known[audience.tagId % known.length] ?? 2_000_000_000 };
      }
      case "users":
        return { kind: "users", userIds: audience.userIds.map((n) => this.world.users[n * 5]?.userId ?? 2_000_000_000) };
      default:
        return audience;
    }
  }
}

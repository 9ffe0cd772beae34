import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import type { IndexDrift } from "../../src/audiences/adapters/index-drift.js";
import { type Audience, audienceToJson, OrdinalSet } from "../../src/audiences/index.js";
import { Random } from "../../src/sandbox/random.js";
import { type TagJob, TagJobKind } from "../../src/tags/index.js";
import { someEntry } from "./audit.js";
import { JobRig } from "./job-rig.js";
import { WORKS, type Work, WorkProcess } from "./work-processes.js";

const USERS = 3_000;
/** What each statement that writes one of TABLES waits, so that kills fall into transactions and not only between them. */
const PAUSE_S = 0.004;
const TABLES = ["user_tag", "tag_job", "tag_rule", "audience_change", "audience_chunk", "audience_snapshot", "search_index_position"];
/** A kill waits for the kind of work it is meant for; it strikes all the same once nothing is left to do, or after this. */
const AIM_MS = 5_000;
const LONGEST_AFTER_MS = 8;
const LONGEST_LIFE_MS = 250;

interface Asked {
  id: string;
  /** What it must have changed, exactly, once it is over. */
  changed: number;
}

export interface KillOptions {
  random: Random;
  /** What the process that is killed is given besides the database and the tenant. */
  processArgs: readonly string[];
  drift: (rig: JobRig) => Promise<IndexDrift>;
}

/**
 * A tenant whose jobs, rules and index a real process works on, which is killed again and again. What each tag must be and what
 * each job must have changed is worked out beside it, in plain sets.
 */
export class KillRig {
  /** Kills that fell into each kind of work, as PostgreSQL showed it at most LONGEST_AFTER_MS before. */
  readonly struck: Record<Work, number> = { jobs: 0, rules: 0, index: 0 };
  kills = 0;
  private readonly carriers = new Map<number, ReadonlySet<number>>();
  private asked: Asked[] = [];
  private done: Asked[] = [];
  private before = new Map<number, ReadonlySet<number>>();
  private rule: Audience = { kind: "sex", sex: "MALE" };
  private spare: Promise<WorkProcess>;

  private constructor(
    private readonly rig: JobRig,
    private readonly tags: readonly [number, number],
    private readonly ruleTag: number,
    private readonly options: KillOptions,
  ) {
    for (const tagId of tags) this.carriers.set(tagId, new Set());
    this.spare = this.startSpare();
  }

  static async create(options: KillOptions): Promise<KillRig> {
    const rig = await JobRig.create({ users: USERS });
    const tags = [await rig.newTag(), await rig.newTag()] as const;
    const fields = { name: "by rule", group: null, description: null, mirrorToWeChat: false };
    const rule = { json: audienceToJson({ kind: "sex", sex: "MALE" }), check: async () => undefined };
    const ruleTag = await rig.tags.create(rig.tenantId, { ...fields, rule }, someEntry(rig.tenantId));
    await slowDown(rig);
    return new KillRig(rig, tags, ruleTag?.tagId ?? 0, options);
  }

  async close(): Promise<void> {
    await (await this.spare).kill();
    await this.rig.close();
  }

  /** Something of everything: jobs that give and take, undos of all of the former turn, another rule, other people. */
  async ask(turn: number): Promise<void> {
    if (turn % 2 === 1) return this.askUndos();
    this.before = new Map(this.carriers);
    const [a, b] = this.tags;
    await this.askJob(TagJobKind.TAG, [a, b]);
    await this.askJob(TagJobKind.UNTAG, [a]);
    await this.askJob(TagJobKind.TAG, [a]);
    await this.changeRule(turn % 4 === 0 ? { kind: "tag", tagId: a } : { kind: "not", of: { kind: "tag", tagId: b } });
    await this.changePeople();
  }

  /** Lets a new process work and kills it: when it is at `work`, or (null) at any moment. Everything must agree afterwards. */
  async strike(work: Work | null): Promise<void> {
    const process = await this.spare;
    this.spare = this.startSpare();
    process.begin();
    const { random } = this.options;
    if (work === null) await pause(random.fraction() * LONGEST_LIFE_MS);
    const active = work === null ? await this.active() : await this.underWay(work, process);
    await pause(random.fraction() * LONGEST_AFTER_MS);
    expect(await process.kill()).toBe(true);
    this.kills += 1;
    for (const each of active) this.struck[each] += 1;
    await this.gone();
    await this.mustBeSound();
    await this.expireLeases();
  }

  /** Whether jobs are left, or the rule is not at rest. */
  async isBusy(): Promise<boolean> {
    const { rows } = await this.rig.database.pool.query(
      `SELECT 1 FROM tag_job WHERE finished_at IS NULL
       UNION ALL SELECT 1 FROM rule_following f JOIN tenant_counter c USING (tenant_id) WHERE f.position <> c.change_position OR f.asked <> f.looked`,
    );
    return rows.length > 0;
  }

  /** Lets a process come to its end, and holds everything against what it must be. */
  async settle(): Promise<void> {
    const process = await this.spare;
    this.spare = this.startSpare();
    process.begin();
    await process.idle();
    await process.kill();
    await this.gone();
    await this.mustBeSound();
    await this.expireLeases();
    for (const { id, changed } of this.asked) {
      const job = await this.jobOf(id);
      expect([job.status, job.done, job.changed]).toEqual(["SUCCEEDED", job.total, changed]);
    }
    this.done = this.asked;
    this.asked = [];
    for (const [tagId, users] of this.carriers) {
      expect(await this.rig.carriers(tagId)).toEqual([...users].sort((x, y) => x - y));
      await this.rig.mustAgree(tagId);
    }
    expect(await this.rig.carriers(this.ruleTag)).toEqual(await this.wanted());
    await this.rig.mustAgree(this.ruleTag);
  }

  private async askJob(kind: TagJobKind.TAG | TagJobKind.UNTAG, tagIds: number[]): Promise<void> {
    const { random } = this.options;
    const share = 0.3 + random.fraction() * 0.6;
    const users = Array.from({ length: USERS }, (_, ordinal) => ordinal).filter(() => random.chance(share));
    let changed = 0;
    for (const tagId of tagIds) {
      const now = this.carriers.get(tagId) ?? new Set();
      const next = new Set(now);
      for (const user of users) kind === TagJobKind.TAG ? next.add(user) : next.delete(user);
      changed += Math.abs(next.size - now.size);
      this.carriers.set(tagId, next);
    }
    this.asked.push({ id: await this.rig.start(kind, OrdinalSet.of(users), tagIds), changed });
  }

  /** From the last to the first: then everything is as it was. */
  private async askUndos(): Promise<void> {
    for (const { id, changed } of this.done.toReversed()) this.asked.push({ id: await this.rig.startUndo(id), changed });
    for (const [tagId, users] of this.before) this.carriers.set(tagId, users);
    await this.changePeople();
  }

  private async changeRule(rule: Audience): Promise<void> {
    this.rule = rule;
    await this.rig.tags.update(
      this.rig.tenantId,
      this.ruleTag,
      { rule: { json: audienceToJson(rule), check: async () => undefined } },
      someEntry(this.rig.tenantId),
    );
  }

  /** Some are blacklisted or come off it, which indexes must hear of, and rules look at. */
  private async changePeople(): Promise<void> {
    const { random } = this.options;
    await this.rig.blacklistToggled(Array.from({ length: USERS }, (_, ordinal) => ordinal).filter(() => random.chance(0.1)));
  }

  /** Who must carry the rule's tag, from the plain sets. */
  private async wanted(): Promise<number[]> {
    const everybody = Array.from({ length: USERS }, (_, ordinal) => ordinal);
    if (this.rule.kind === "tag") return everybody.filter((one) => this.carriers.get(this.tags[0])?.has(one));
    return everybody.filter((one) => !this.carriers.get(this.tags[1])?.has(one));
  }

  /** What must hold at every moment: the index agrees with the tables, and each job's counter with what was written of it. */
  private async mustBeSound(): Promise<void> {
    expect(await this.options.drift(this.rig)).toEqual({ users: USERS, differing: [] });
    const { rows } = await this.rig.database.pool.query(
      `SELECT id, changed, done, total FROM tag_job j WHERE kind <> 'RULE' AND (done > total OR changed <> (
         SELECT coalesce(sum(users), 0) FROM tag_change c WHERE c.job_id = j.id))`,
    );
    expect(rows).toEqual([]);
  }

  private async jobOf(id: string): Promise<TagJob> {
    const job = await this.rig.jobs.byId(this.rig.tenantId, id);
    if (job === null) throw new Error(`no job ${id}`);
    return job;
  }

  /** What is under way once `work` is, or what else when that does not come. */
  private async underWay(work: Work, process: WorkProcess): Promise<Work[]> {
    const waiting = { over: false };
    process.idle().then(
      () => {
        waiting.over = true;
      },
      () => undefined,
    );
    for (const until = performance.now() + AIM_MS; ; await pause(2)) {
      const active = await this.active();
      if (active.includes(work) || waiting.over || performance.now() > until) return active;
    }
  }

  /** What the process is writing at this moment. While Elasticsearch is written to, the snapshot it is read from is held open. */
  private async active(): Promise<Work[]> {
    const { rows } = await this.rig.database.pool.query<{ work: Work }>(
      `SELECT DISTINCT application_name AS work FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = ANY($1)
         AND (backend_xid IS NOT NULL OR (application_name = 'index' AND state = 'idle in transaction'))`,
      [WORKS],
    );
    return rows.map(({ work }) => work);
  }

  /** A dead process's statement in hand goes on until PostgreSQL wants to answer it. The spare one has no connection yet. */
  private async gone(): Promise<void> {
    const sql = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = ANY($1)";
    while ((await this.rig.database.pool.query(sql, [WORKS])).rows.length > 0) await pause(2);
  }

  /** As some seconds without a sign of life would. */
  private async expireLeases(): Promise<void> {
    await this.rig.database.pool.query("UPDATE tag_job SET progress_at = NULL WHERE finished_at IS NULL");
    await this.rig.database.pool.query("UPDATE rule_following SET owner = NULL, until = NULL");
  }

  /** Loads while another one works. */
  private startSpare(): Promise<WorkProcess> {
    const spare = WorkProcess.start([this.rig.url, String(this.rig.tenantId), ...this.options.processArgs]);
    // Seen where it is awaited.
    spare.catch(() => undefined);
    return spare;
  }
}

async function slowDown({ database: { pool } }: JobRig): Promise<void> {
  await pool.query(`CREATE FUNCTION pause() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_sleep(${PAUSE_S}); RETURN NULL; END $$`);
  for (const table of TABLES) {
    await pool.query(`CREATE TRIGGER pause AFTER UPDATE OR DELETE OR INSERT ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION pause()`);
  }
}

/** Another one each time; says how the same is had again. */
export function killRandom(): Random {
  const seed = Number(process.env.KILL_SEED ?? randomBytes(4).readUInt32LE());
  process.stderr.write(`kill seed ${seed}: KILL_SEED=${seed} repeats it\n`);
  return new Random(seed);
}

/** Kills until there were so many, and some within each kind of work; says the figures on one line. */
export async function killWhileWorking(rig: KillRig, kills: number): Promise<void> {
  const aims: readonly (Work | null)[] = [null, "rules", "jobs", "index"];
  const missed = () => WORKS.filter((work) => rig.struck[work] === 0);
  // A kill may come too late for the work it was meant for, above all on a busy machine.
  const goesOn = () => rig.kills < kills || (missed().length > 0 && rig.kills < 3 * kills);
  for (let turn = 0; goesOn(); turn++) {
    await rig.ask(turn);
    while (goesOn() && (await rig.isBusy())) {
      await rig.strike((rig.kills < kills ? aims[rig.kills % aims.length] : missed()[0]) ?? null);
    }
    await rig.settle();
  }
  process.stderr.write(`killed ${rig.kills} times, within transactions of: ${JSON.stringify(rig.struck)}\n`);
  expect(missed()).toEqual([]);
}

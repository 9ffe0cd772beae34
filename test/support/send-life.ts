import fc from "fast-check";
import { expect } from "vitest";
import { BatchResolution, BatchStatus, MassSendStatus } from "../../src/mass-sends/index.js";
import { LatePolicy } from "../../src/mass-sends/mass-send.enums.js";
import type { BatchRecord, MassSendRecord } from "../../src/mass-sends/mass-send.js";
import { isFinal, type MassSendAction, statusAfter } from "../../src/mass-sends/mass-send.state.js";
import { clientMsgId } from "../../src/mass-sends/plan.js";
import { Mortal, type SendRig } from "./send-rig.js";
import { DELETE_PATH, SEND_PATH, type SimulatedWeChat } from "./simulated-wechat.js";

const HOUR_MS = 3_600_000;

/** What goes wrong with the next call of mass/send, of mass/delete, and of the process that makes it. */
export interface Trouble {
  send:
    | { kind: "reset-before" | "reset-after" | "http-502" | "expire-token"; inDoubt?: boolean }
    | { kind: "errcode"; errcode: number }
    | null;
  remove: { kind: "reset-before" | "reset-after" } | { kind: "errcode"; errcode: number } | null;
  skip: number;
  killAt: number | null;
  when: "before" | "after";
  /** An operator acts while the first call is out. */
  during: MassSendAction | null;
}

export const NO_TROUBLE: Trouble = { send: null, remove: null, skip: 0, killAt: null, when: "before", during: null };

/** What operators may do at any moment. */
export type Act = "pause" | "resume" | "cancel" | "recall" | "retry" | "start" | "schedule" | "unschedule" | "approve";
export const ACTS: readonly Act[] = ["pause", "resume", "cancel", "recall", "retry", "start", "schedule", "unschedule", "approve"];

/** How late a schedule's moment is noticed, and what is to become of it then. */
export interface Moment {
  lateMs: number;
  ifLate: LatePolicy;
}
export const IN_TIME: Moment = { lateMs: 0, ifLate: LatePolicy.SKIP };

/** The sends of one history: the first, and its retries. */
export class SendLife {
  readonly ids: string[] = [];
  /** The one that is acted upon. */
  current = "";

  constructor(
    readonly rig: SendRig,
    readonly wechat: SimulatedWeChat,
  ) {}

  async begin(id: string): Promise<void> {
    this.ids.push(id);
    this.current = id;
  }

  send(id = this.current): Promise<MassSendRecord> {
    return this.rig.send(id);
  }

  async advance(milliseconds: number): Promise<void> {
    await this.wechat.simulator.advanceClock(milliseconds);
    this.rig.now = this.wechat.now;
  }

  /** The moment of a schedule is here, by the database's clock, which no test moves. */
  async momentComes({ lateMs, ifLate }: Moment = IN_TIME): Promise<void> {
    await this.rig.database.pool.query(
      `UPDATE mass_send SET scheduled_for = clock_timestamp() - $2 * interval '1 ms', wake_at = clock_timestamp() - $2 * interval '1 ms', if_late = $3
       WHERE id = $1 AND status = 'SCHEDULED'`,
      [this.current, lateMs, ifLate],
    );
  }

  /** A fresh process takes the send up; whatever a dead one held has run out by then. */
  async drive(trouble: Trouble | null = null): Promise<void> {
    const { rig, wechat } = this;
    const { faults } = wechat.simulator;
    if (trouble?.send) faults.order({ path: SEND_PATH, skip: trouble.skip, ...trouble.send });
    if (trouble?.remove) faults.order({ path: DELETE_PATH, skip: trouble.skip, ...trouble.remove });
    if (trouble?.during) this.actDuring(trouble.during);
    await rig.expireLeases();
    await rig.run(this.current, new Mortal(trouble?.killAt ?? null, trouble?.when));
    await rig.expireLeases();
    rig.openClient = () => wechat.client();
    faults.clear();
  }

  /** CONFLICT exactly where the state machine says so; recall and retry may find nothing to do beside that. */
  async act(action: Act): Promise<void> {
    const before = await this.send();
    const allowed = statusAfter(action, before.status) !== null;
    const done = await this.perform(action).then(
      (send) => ({ send }),
      (error: { code?: string }) => ({ code: error.code ?? String(error) }),
    );
    if (!allowed) expect(done, `${action} in ${before.status}`).toEqual({ code: "CONFLICT" });
    else if (action === "recall" || action === "retry") expect("send" in done || done.code === "CONFLICT", JSON.stringify(done)).toBe(true);
    else expect(done, `${action} in ${before.status}`).toHaveProperty("send");
  }

  /** An operator who looks at WeChat's console first, and then tells the truth. */
  async resolve(): Promise<void> {
    const send = await this.send();
    for (const batch of await this.rig.batches(send.id)) {
      if (batch.status !== BatchStatus.UNKNOWN) continue;
      const isThere = this.wechat.jobs(batch.clientMsgId).some((job) => job.clientMsgId === batch.clientMsgId);
      const resolution = isThere ? BatchResolution.TREAT_AS_SENT : BatchResolution.SEND_AGAIN;
      const refused = !isThere && (isFinal(send.status) || send.recallRequestedAt !== null);
      const asked = this.rig.dispatch.resolveUnknownBatch(this.rig.principal, `${send.id}.${batch.index}`, resolution);
      if (refused) await expect(asked).rejects.toMatchObject({ code: "CONFLICT" });
      else await asked;
    }
  }

  /** The results of jobs that are done come in, each `times` times. */
  async callbacks(id = this.current, times = 1): Promise<void> {
    for (const job of this.wechat.jobs(prefixOf(id))) {
      if (job.state === "SENDING") continue;
      const openids = Array.from({ length: job.totalCount }, () => "o");
      const counts = { total: job.totalCount, filter: job.filterCount, sent: job.sentCount, error: job.errorCount };
      const told = { msgId: job.msgId, clientMsgId: job.clientMsgId, openids, at: job.acceptedAt };
      for (let n = 0; n < times; n++) await this.rig.callback(told, job.status, counts);
    }
  }

  /** Nothing goes wrong any more, and operators do what is asked of them, until nothing is to be done. */
  async settle(): Promise<void> {
    for (const id of this.ids) {
      this.current = id;
      for (let turn = 0; turn < 80; turn++) {
        const { status, batches } = await this.send();
        if (status === MassSendStatus.DRAFT) await this.act("cancel");
        if (status === MassSendStatus.SCHEDULED) await this.momentComes();
        if (status === MassSendStatus.PAUSED) await this.act("resume");
        if (batches > 0) await this.resolve();
        await this.drive();
        await this.callbacks();
        const wakeAt = await this.rig.wakeAt(id);
        if (wakeAt === null && isFinal((await this.send()).status)) break;
        await this.advance(Math.max(1_000, (wakeAt?.getTime() ?? 0) - this.rig.now.getTime()));
      }
    }
  }

  private async perform(action: Act): Promise<MassSendRecord> {
    const { dispatch, recalls, retries, schedules, approvals, principal } = this.rig;
    if (action === "recall") return recalls.recallMassSend(principal, this.current);
    if (action === "schedule")
      return schedules.scheduleMassSend(principal, this.current, new Date(Date.now() + HOUR_MS), LatePolicy.SEND_WITHIN_15_MINUTES);
    if (action === "unschedule") return schedules.unscheduleMassSend(principal, this.current);
    if (action === "approve") return approvals.approveMassSend({ ...principal, name: "key:another" }, this.current);
    if (action !== "retry") return dispatch[`${action}MassSend`](principal, this.current);
    const draft = await retries.retryMassSend(principal, this.current);
    await this.begin(draft.id);
    return draft;
  }

  private actDuring(action: MassSendAction): void {
    const { rig, wechat } = this;
    const id = this.current;
    rig.openClient = () => {
      const client = wechat.client();
      let acted = false;
      const send: typeof client.massSendByOpenids = async (request) => {
        if (!acted && (action === "pause" || action === "cancel")) {
          acted = true;
          await rig.dispatch[`${action}MassSend`](rig.principal, id);
        }
        return client.massSendByOpenids(request);
      };
      return { ...client, massSendByOpenids: send };
    };
  }
}

export function prefixOf(id: string): string {
  return clientMsgId(id, 0).slice(0, -1);
}

class Step implements fc.AsyncCommand<object, SendLife> {
  constructor(
    private readonly name: string,
    private readonly work: (life: SendLife) => Promise<void>,
  ) {}

  check(): boolean {
    return true;
  }

  run(_model: object, life: SendLife): Promise<void> {
    return this.work(life);
  }

  toString(): string {
    return this.name;
  }
}

const refusal = fc
  .constantFrom(40003, 40003, 45011, 45009, 45028, -1, 45066, 48001, 99999)
  .map((errcode) => ({ kind: "errcode" as const, errcode }));
const lost = fc.constantFrom(
  { kind: "reset-before" as const },
  { kind: "reset-after" as const },
  { kind: "reset-after" as const, inDoubt: true },
  { kind: "http-502" as const },
  { kind: "expire-token" as const },
);
const lostDelete = fc.constantFrom({ kind: "reset-before" as const }, { kind: "reset-after" as const });
const refusedDelete = fc.constantFrom(40059, 40065, 45011, 45009, 48001).map((errcode) => ({ kind: "errcode" as const, errcode }));
const trouble: fc.Arbitrary<Trouble> = fc.record({
  send: fc.option(fc.oneof(lost, refusal), { freq: 4 }),
  remove: fc.option(fc.oneof(lostDelete, refusedDelete), { freq: 2 }),
  skip: fc.constantFrom(0, 0, 0, 1, 2),
  killAt: fc.option(fc.nat(20), { freq: 1 }),
  when: fc.constantFrom("before" as const, "after" as const),
  during: fc.option(fc.constantFrom<MassSendAction>("pause", "cancel"), { freq: 6 }),
});

const moment: fc.Arbitrary<Moment> = fc.record({
  lateMs: fc.constantFrom(0, 0, 0, 10 * 60_000, 30 * 60_000, 25 * HOUR_MS),
  ifLate: fc.constantFrom(...Object.values(LatePolicy)),
});

/** What may happen to a send, one thing after the other. */
export function lifeSteps(maxSteps: number): fc.Arbitrary<Iterable<fc.AsyncCommand<object, SendLife>>> {
  const troubled = trouble.map((one) => new Step(`drive ${JSON.stringify(one)}`, (life) => life.drive(one)));
  const steps = [
    // As often as all the rest: what goes wrong is what this is about.
    ...[troubled, troubled, troubled, troubled, troubled, troubled],
    fc.constant(new Step("drive", (life) => life.drive())),
    fc.constantFrom(...ACTS).map((action) => new Step(action, (life) => life.act(action))),
    fc.constant(new Step("resolve", (life) => life.resolve())),
    moment.map((one) => new Step(`a moment comes ${JSON.stringify(one)}`, (life) => life.momentComes(one))),
    fc.constantFrom(1, 2).map((times) => new Step(`callbacks x${times}`, (life) => life.callbacks(undefined, times))),
    fc
      .constantFrom(1_000, 61_000, 61_000, 5 * 60_000, HOUR_MS, 17 * HOUR_MS, 24 * HOUR_MS)
      .map((ms) => new Step(`${ms} ms pass`, (life) => life.advance(ms))),
    fc
      .constantFrom("err(10001)", "err(20431)", "send fail")
      .map(
        (status) =>
          new Step(
            `a job will end with ${status}`,
            async (life) => void life.wechat.simulator.faults.order({ path: "job", kind: "status", status }),
          ),
      ),
  ];
  return fc.commands(steps, { maxCommands: maxSteps, size: "max" });
}

export function holdsOnce(batch: BatchRecord): boolean {
  return batch.acceptedAt !== null;
}

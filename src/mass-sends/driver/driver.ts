import { randomUUID } from "node:crypto";
import { LostLease, type SendLease } from "../send-lease.port.js";
import type { DriverParts } from "./driver-parts.js";
import { keepLease, LEASE_MS } from "./heartbeat.js";
import { SendRun } from "./send-run.js";

/** After a failure that is not WeChat's (the database, above all). */
const AFTER_ERROR_MS = 2_000;

/**
 * Works mass sends off. Any number of drivers may be woken for one send, on any number of machines: one gets the lease, the
 * others leave. When its part is done for now (a limit, an operator, the end), it gives the send back with the moment to look again.
 */
export class MassSendDriver {
  private readonly owner = randomUUID();
  private readonly running = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(private readonly parts: DriverParts) {}

  /** Resolves when this process has done what can be done now. Never rejects: what failed is logged, and tried again. */
  run(tenantId: number, id: string): Promise<void> {
    const underWay = this.running.get(id);
    if (underWay || this.stopping.signal.aborted) return underWay ?? Promise.resolve();
    const run = this.drive(tenantId, id)
      .catch((error: unknown) => this.parts.log.error({ err: error, massSend: id }, "mass send interrupted; it goes on by itself"))
      .finally(() => this.running.delete(id));
    this.running.set(id, run);
    return run;
  }

  /** Lets the calls in flight come to their answers and gives all sends back. */
  async close(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running.values());
  }

  private async drive(tenantId: number, id: string): Promise<void> {
    const { leases, clock, log } = this.parts;
    const taken = await leases.acquire({ tenantId, id }, this.owner, LEASE_MS, clock());
    if (taken === null) return;
    const stopBeating = keepLease(leases, taken.lease, log);
    try {
      const wakeAt = await new SendRun(this.parts, taken.lease, taken.send, this.stopping.signal).drive();
      await this.giveBack(taken.lease, wakeAt);
    } catch (error) {
      if (error instanceof LostLease) {
        log.warn({ massSend: id }, "another driver has the send");
        return;
      }
      log.error({ err: error, massSend: id }, "mass send interrupted; it goes on by itself");
      await this.giveBack(taken.lease, new Date(clock().getTime() + AFTER_ERROR_MS));
    } finally {
      stopBeating();
    }
  }

  private async giveBack(lease: SendLease, wakeAt: Date | null): Promise<void> {
    const set = await this.parts.leases.release(lease, wakeAt);
    if (set === null || this.stopping.signal.aborted) return;
    await this.parts.queue.wake(lease.tenantId, lease.id, Math.max(0, set.getTime() - this.parts.clock().getTime()));
  }
}

import { z } from "zod";
import { seededRandom } from "./random.js";

const CALL_KINDS = [
  "timeout-before",
  "timeout-after",
  "reset-before",
  "reset-after",
  "http-500",
  "http-502",
  "errcode",
  "slow",
  "expire-token",
] as const;
const CALLBACK_KINDS = ["duplicate", "late", "drop", "before-reply", "reorder", "forged"] as const;

/** Calls by path; `callback` for what WeChat pushes; `job` for how mass jobs end. */
const orderShape = z.strictObject({
  /** `/cgi-bin/…`, a beginning of it followed by `*`, `callback`, or `job`. */
  path: z.string().min(1).max(200),
  kind: z.enum([...CALL_KINDS, ...CALLBACK_KINDS, "status"]),
  /** For http-500, http-502 and errcode: fail before acting (default) or after. */
  when: z.enum(["before", "after"]).optional(),
  errcode: z.int().optional(),
  errmsg: z.string().max(500).optional(),
  /** Stands beside errcode in the reply. */
  extra: z.record(z.string(), z.unknown()).optional(),
  /** slow: wait this long (1,000). timeout-*: hold the connection this long (60,000). late: push this much later (60,000). */
  delayMs: z.number().min(0).max(86_400_000_000).optional(),
  /** duplicate: how often the callback comes in all (3). */
  copies: z.int().min(2).max(100).optional(),
  /** For faults after acting on a mass send: repeats of its clientmsgid within a minute get 45066. */
  inDoubt: z.boolean().optional(),
  /** For `job`: what the callback says, as `send fail` or `err(30003)`; nobody is sent to. */
  status: z.string().max(40).optional(),
  /** Only this callback event, as `subscribe`. */
  event: z.string().max(60).optional(),
  appId: z.string().max(64).optional(),
  /** Lets so many matching calls pass first. */
  skip: z.int().min(0).optional(),
  /** How often it strikes: once, or without end where a probability is given. */
  times: z.int().min(1).optional(),
  /** 0 to 1 for each matching call. */
  probability: z.number().min(0).max(1).optional(),
});

export type FaultOrder = z.infer<typeof orderShape>;
export type FaultKind = FaultOrder["kind"];
export interface FaultReport extends FaultOrder {
  id: number;
  struck: number;
}

/** What happened, as faults are matched against. */
export interface FaultPoint {
  path: string;
  appId: string | null;
  kinds?: readonly FaultKind[];
  event?: string;
}

/** The faults ordered and not used up yet. The first that matches strikes. */
export class Faults {
  private orders: (FaultReport & { left: number; toSkip: number })[] = [];
  private lastId = 0;
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  /** Returns the order's id. Throws ZodError or Error when it makes no sense. */
  order(order: FaultOrder): number {
    const fault = orderShape.parse(order);
    assertSensible(fault);
    const left = fault.times ?? (fault.probability === undefined ? 1 : Number.POSITIVE_INFINITY);
    this.lastId++;
    this.orders.push({ ...fault, id: this.lastId, struck: 0, left, toSkip: fault.skip ?? 0 });
    return this.lastId;
  }

  /** Calls off one order, or all. */
  clear(id?: number): void {
    this.orders = id === undefined ? [] : this.orders.filter((order) => order.id !== id);
  }

  /** The fault that strikes here, counted as used. */
  take(point: FaultPoint): FaultOrder | null {
    for (const order of this.orders) {
      if (order.left <= 0 || !matches(order, point)) continue;
      if (order.toSkip > 0) {
        order.toSkip--;
        continue;
      }
      if (order.probability !== undefined && this.random() >= order.probability) continue;
      order.left--;
      order.struck++;
      return order;
    }
    return null;
  }

  /** Every order since the last clear, used up or not. */
  list(): FaultReport[] {
    return this.orders.map(({ left: _left, toSkip: _toSkip, ...report }) => report);
  }
}

function matches(order: FaultOrder, { path, appId, kinds, event }: FaultPoint): boolean {
  if (order.appId !== undefined && order.appId !== appId) return false;
  if (order.event !== undefined && order.event !== event) return false;
  if (kinds && !kinds.includes(order.kind)) return false;
  return order.path.endsWith("*") ? path.startsWith(order.path.slice(0, -1)) : order.path === path;
}

function assertSensible({ path, kind, errcode, status }: FaultOrder): void {
  const allowed: readonly FaultKind[] = path === "callback" ? CALLBACK_KINDS : path === "job" ? ["status"] : CALL_KINDS;
  if (!allowed.includes(kind)) throw new Error(`a fault on ${path} is one of: ${allowed.join(", ")}`);
  if (kind === "errcode" && errcode === undefined) throw new Error("a fault of kind errcode needs an errcode");
  if (kind === "status" && status === undefined) throw new Error("a fault of kind status needs a status");
}

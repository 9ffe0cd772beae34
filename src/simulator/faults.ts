import { type FaultKind, type FaultOrder, faultShape, pathMatches } from "./fault-order.js";
import { mix } from "./openids.js";
import { seededRandom } from "./random.js";

export type { FaultOrder } from "./fault-order.js";

export interface FaultReport extends FaultOrder {
  id: number;
  struck: number;
  /** How often it will strike yet; null: without end. */
  left: number | null;
}

/** What happened, as faults are matched against. */
export interface FaultPoint {
  path: string;
  appId: string | null;
  kinds?: readonly FaultKind[];
  event?: string;
}

interface StandingOrder {
  order: FaultOrder;
  id: number;
  struck: number;
  left: number;
  toSkip: number;
  /** Its own chances, so that no other fault and no other call alters them. */
  random: () => number;
}

/** Beyond it, used-up orders are forgotten, oldest first. */
const MOST_ORDERS = 200;

/** The faults ordered and not used up yet. The first that matches strikes. */
export class Faults {
  private orders: StandingOrder[] = [];
  private lastId = 0;

  constructor(private readonly seed: number) {}

  /** Returns the order's id; null when too many are under way. Throws ZodError when it makes no sense. */
  order(order: FaultOrder): number | null {
    const fault = faultShape.parse(order);
    this.forgetUsedUp();
    if (this.orders.length >= MOST_ORDERS) return null;
    const id = ++this.lastId;
    const left = fault.times ?? (fault.probability === undefined ? 1 : Number.POSITIVE_INFINITY);
    this.orders.push({ order: fault, id, struck: 0, left, toSkip: fault.skip ?? 0, random: seededRandom(mix(this.seed) ^ id) });
    return id;
  }

  /** Calls off one order, or all. */
  clear(id?: number): void {
    this.orders = id === undefined ? [] : this.orders.filter((order) => order.id !== id);
  }

  /** The fault that strikes here, counted as used. */
  take(point: FaultPoint): FaultOrder | null {
    for (const standing of this.orders) {
      if (standing.left <= 0 || !matches(standing.order, point)) continue;
      if (standing.toSkip > 0) {
        standing.toSkip--;
        continue;
      }
      const { probability } = standing.order;
      if (probability !== undefined && standing.random() >= probability) continue;
      standing.left--;
      standing.struck++;
      return standing.order;
    }
    return null;
  }

  /** The latest orders, used up or not. */
  list(): FaultReport[] {
    return this.orders.map(({ order, id, struck, left }) => ({ ...order, id, struck, left: Number.isFinite(left) ? left : null }));
  }

  private forgetUsedUp(): void {
    while (this.orders.length >= MOST_ORDERS) {
      const oldest = this.orders.findIndex(({ left }) => left <= 0);
      if (oldest < 0) return;
      this.orders.splice(oldest, 1);
    }
  }
}

function matches(order: FaultOrder, { path, appId, kinds, event }: FaultPoint): boolean {
  if (order.appId !== undefined && order.appId !== appId) return false;
  if (order.event !== undefined && order.event !== event) return false;
  if (kinds && !kinds.includes(order.kind)) return false;
  // `*` alone means calls: callbacks and jobs are named outright.
  return pathMatches(order.path, path) && (path.startsWith("/") || order.path === path);
}

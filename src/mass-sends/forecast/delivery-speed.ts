import { type MassCalls, WeChatError } from "../../wechat/index.js";

/** The fastest level of mass/speed/get, which accounts have at first: 800,000 people a minute. */
const FASTEST = 800_000;
/** Somebody may set another level at WeChat. */
const KEPT_MS = 60_000;

interface SpeedClients {
  forTenant(tenantId: number): Promise<Pick<MassCalls, "massSpeed">>;
}

/** How fast WeChat delivers for an account, as it says itself, at most a minute ago. */
export class DeliverySpeed {
  private readonly known = new Map<number, { at: number; value: Promise<number> }>();

  constructor(
    private readonly clients: SpeedClients,
    private readonly clock: () => Date,
    private readonly log: { warn(details: object, message: string): void },
  ) {}

  /** People a minute; the fastest there is where WeChat does not answer, since it is for a time "at the least". */
  peoplePerMinute(tenantId: number): Promise<number> {
    const now = this.clock().getTime();
    const known = this.known.get(tenantId);
    if (known && Math.abs(now - known.at) < KEPT_MS) return known.value;
    const value = this.ask(tenantId);
    this.known.set(tenantId, { at: now, value });
    value.catch(() => this.known.delete(tenantId));
    return value;
  }

  private async ask(tenantId: number): Promise<number> {
    try {
      const { peoplePerMinute } = await (await this.clients.forTenant(tenantId)).massSpeed();
      return peoplePerMinute > 0 ? peoplePerMinute : FASTEST;
    } catch (error) {
      if (!(error instanceof WeChatError)) throw error;
      this.log.warn({ err: error, tenantId }, "WeChat does not say how fast it delivers");
      return FASTEST;
    }
  }
}

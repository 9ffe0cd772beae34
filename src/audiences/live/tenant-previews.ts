import { shanghaiDate } from "../calendar.js";
import type { PreviewTopic } from "./preview-topic.js";
import type { TenantLook, TenantWatch } from "./tenant-changes.port.js";

/** How often a tenant with watchers is looked at. */
const LOOK_MS = 1_000;

interface WatchParts {
  watch: TenantWatch;
  clock: () => Date;
  onError: (error: unknown) => void;
}

/** What is watched of one tenant: one look a second, however many topics, and only those that it touches are worked out anew. */
export class TenantPreviews {
  readonly topics = new Map<string, PreviewTopic>();
  private seen: Promise<TenantLook> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private round: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(
    private readonly tenantId: number,
    private readonly parts: WatchParts,
  ) {}

  /** Resolves once changes are seen: what is worked out after that misses none. */
  async ready(): Promise<void> {
    if (!this.seen) {
      this.seen = this.parts.watch.look(this.tenantId, []);
      this.schedule();
    }
    await this.seen;
  }

  /** No further look; resolves when the one under way has ended. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
    await this.round;
  }

  private schedule(): void {
    if (this.closed) return;
    this.timer = setTimeout(() => {
      this.round = this.look()
        .catch((error: unknown) => this.parts.onError(error))
        .finally(() => this.schedule());
    }, LOOK_MS);
    this.timer.unref();
  }

  /** A look that fails leaves `seen` as it is: the next one tells of all since. */
  private async look(): Promise<void> {
    const { watch, clock } = this.parts;
    const before = await (this.seen as Promise<TenantLook>).catch(() => null);
    const shown = new Set([...this.topics.values()].flatMap(({ shownTags }) => shownTags));
    const now = await watch.look(this.tenantId, [...shown]);
    const changes = before && (await watch.changes(this.tenantId, before.position, now.position));
    this.seen = Promise.resolve(now);
    const at = clock();
    for (const topic of this.topics.values()) {
      const changed = { segments: before?.segments !== now.segments, deliveries: before?.deliveries !== now.deliveries };
      if (!this.closed && topic.isTouched(changes, now, changed, shanghaiDate(at), at.getTime())) await topic.refresh();
    }
  }
}

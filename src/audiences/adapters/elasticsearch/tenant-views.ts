import { UnavailableError } from "../../../graphql/errors.js";
import { isLost } from "../../../platform/search/index.js";
import { SharedLook } from "../../shared-look.js";
import { readLogEnd } from "../log-end.js";
import type { IndexCatalogue } from "./index-catalogue.js";
import { PinnedView } from "./pinned-view.js";
import { openPin } from "./scan.js";
import { type IndexerParts, TenantIndexer } from "./tenant-indexer.js";
import type { Turns } from "./turns.js";

export interface Patience {
  /** An answer that may be older waits this long for the newest state. */
  trailingMs: number;
  /** One that must hold every change waits this long. */
  exactMs: number;
}

/** Another process that writes for a minute leaves the index further along: it is asked again. */
const LOCK_WAIT_MS = 10_000;
/** A view may be lost to a deleted index, and its successor to a swap. */
const ATTEMPTS = 3;

/** Gives pinned views of one tenant that hold every change committed before they were asked for, and brings the index up for that. */
export class TenantViews {
  private view: PinnedView | null = null;
  private indexer: TenantIndexer | null = null;
  private closed = false;
  private readonly look = new SharedLook(() => this.lookUp());

  constructor(
    private readonly parts: IndexerParts & { catalogue: IndexCatalogue; patience: Patience; turns: Turns },
    private readonly tenantId: number,
  ) {}

  /**
   * Runs `work` on a view. If the index is so far behind that it cannot catch up in time, `exact` questions fail
   * (UnavailableError) and others get the last view there was, which tells its moment.
   */
  async ask<T>(exact: boolean, work: (pin: string, asOf: Date) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const { view, asOf } = await this.current(exact);
      try {
        return await view.use((pin) => work(pin, asOf));
      } catch (error) {
        if (!isLost(error) || attempt === ATTEMPTS) throw error;
        await this.drop(view);
      }
    }
  }

  /** Brings the live index up without asking anything, unless another process is at it. */
  async advance(enough: () => boolean): Promise<void> {
    const indexer = this.indexerFor(await this.parts.catalogue.live());
    await this.parts.turns.run(() => indexer.advance({ waitMs: 0, enough, arrived: async () => true }));
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.view?.retire();
  }

  private async current(exact: boolean): Promise<{ view: PinnedView; asOf: Date }> {
    const end = await readLogEnd(this.parts.database.pool, this.tenantId);
    const { view } = this;
    if (view && view.position === end.position && !view.isStale) {
      view.stillTrueAt(end.at);
      return { view, asOf: end.at };
    }
    const { exactMs, trailingMs } = this.parts.patience;
    const fresh = await within(this.look.fresh(), exact ? exactMs : trailingMs);
    if (fresh) return { view: fresh, asOf: fresh.asOf };
    if (!exact && this.view && !this.view.isStale) return { view: this.view, asOf: this.view.asOf };
    throw new UnavailableError("the audience index is being brought up to date: try again in a minute");
  }

  private async lookUp(): Promise<PinnedView> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.pinNewest();
      } catch (error) {
        if (!isLost(error) || attempt === ATTEMPTS) throw error;
        this.parts.catalogue.forget();
      }
    }
  }

  private async pinNewest(): Promise<PinnedView> {
    const { client, catalogue, turns } = this.parts;
    const index = await catalogue.live();
    const indexer = this.indexerFor(index);
    const view = await turns.run(() =>
      indexer.advance({
        waitMs: LOCK_WAIT_MS,
        enough: () => this.closed,
        arrived: async ({ position, at }) => new PinnedView(client, await openPin(client, index), index, position, at),
      }),
    );
    if (!view) throw new UnavailableError("another process is bringing the audience index up to date: try again in a minute");
    const before = this.view;
    // A look that took long stands where a quicker one stood: what was said of that one's moment stays true.
    if (before?.position === view.position) view.stillTrueAt(before.asOf);
    this.view = view;
    await (this.closed ? view : before)?.retire();
    return view;
  }

  private async drop(view: PinnedView): Promise<void> {
    this.parts.catalogue.forget();
    if (this.view === view) this.view = null;
    await view.retire();
  }

  private indexerFor(index: string): TenantIndexer {
    if (this.indexer?.index !== index) this.indexer = new TenantIndexer(this.parts, index, this.tenantId);
    return this.indexer;
  }
}

/** Null when it takes longer; the work goes on for whoever asks next. */
async function within<T>(work: Promise<T>, ms: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ms, null);
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

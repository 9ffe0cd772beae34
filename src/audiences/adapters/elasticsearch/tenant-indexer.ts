import type { PoolClient } from "pg";
import { UnavailableError } from "../../../graphql/errors.js";
import type { Database } from "../../../platform/database/database.js";
import { type SearchClient, SearchIndexGone } from "../../../platform/search/index.js";
import type { IndexLogger } from "../index-logger.js";
import { type LogEnd, readLogEnd } from "../log-end.js";
import { type WriteSource, type WriteTarget, writeUsers, writeUsersAfter } from "./document-writer.js";
import { writeAlias } from "./index-catalogue.js";
import { readStep } from "./log-steps.js";
import { beginBuild, type Progress, readProgress, saveProgress } from "./positions.js";
import { closePin, openPin, scanOrdinals } from "./scan.js";
import { inSnapshot } from "./snapshot.js";
import { withTenantLock } from "./tenant-lock.js";
import { changedTags, mirroredText, readCarriers, readMirroredTags } from "./user-rows.js";

/** Users of one piece of a build, after which what was done is kept. */
const BUILD_USERS = 20_000;

export interface IndexerParts {
  database: Database;
  client: SearchClient;
  logger: IndexLogger;
}

export interface AdvanceOptions<T> {
  /** How long to wait while another process works on the same tenant. */
  waitMs: number;
  /** Asked between two pieces of work; true ends it there. What was done is kept. */
  enough?: () => boolean;
  /** Hears how far a build from the tables is: users up to this ordinal. */
  onBuilt?: (ordinal: number) => void;
  /** Called at the log's end, when everything is visible, before anybody writes more. */
  arrived: (end: LogEnd) => Promise<T>;
}

/**
 * Brings one index up to the end of one tenant's log: from the tables where it lacks the tenant, else change by change. What
 * is visible is the tenant as it was at one moment only when it has arrived; whoever needs that pins it then.
 */
export class TenantIndexer {
  private checked = false;

  constructor(
    private readonly parts: IndexerParts,
    readonly index: string,
    readonly tenantId: number,
  ) {}

  /** What `arrived` gave; null: another process was at it all the time, or it was enough. SearchIndexGone if the index is. */
  advance<T>({ waitMs, enough = () => false, onBuilt, arrived }: AdvanceOptions<T>): Promise<T | null> {
    const { index, tenantId } = this;
    return withTenantLock(this.parts.database.pool, { index, tenantId, waitMs }, async (client) => {
      if (!this.checked) await this.refuseFuture(client);
      this.checked = true;
      for (;;) {
        const end = await inSnapshot(client, () => this.step(client, onBuilt)).catch((error: unknown) => {
          throw tookAway(error, index);
        });
        if (end) return arrived(end);
        if (enough()) return null;
      }
    });
  }

  /** One piece of work, kept if the transaction is; the log's end if that is reached with it. */
  private async step(tx: PoolClient, onBuilt: AdvanceOptions<unknown>["onBuilt"]): Promise<LogEnd | null> {
    const { index, tenantId } = this;
    const end = await readLogEnd(tx, tenantId);
    const source: WriteSource = { tx, position: end.position, mirrored: await readMirroredTags(tx, tenantId) };
    const progress = await readProgress(tx, index, tenantId);
    // A log that ends before where we are is that of another database.
    if (progress === null || progress.position > end.position) {
      await this.begin(source);
      return null;
    }
    if (progress.builtTo !== null) {
      const last = await this.build(source, progress, progress.builtTo);
      if (last !== null) onBuilt?.(last);
      return null;
    }
    return (await this.follow(source, progress, end)) ? end : null;
  }

  private async begin({ tx, position, mirrored }: WriteSource): Promise<void> {
    const { index, tenantId } = this;
    this.parts.logger.info({ index, tenantId, position }, "the search index is filled from the tables");
    await beginBuild(tx, index, tenantId, position, mirroredText(mirrored));
  }

  private async build(source: WriteSource, progress: Progress, builtTo: number): Promise<number | null> {
    const { index, tenantId } = this;
    const last = await writeUsersAfter(this.target, source, builtTo, BUILD_USERS);
    // Complete and at the log's end must mean visible, whoever comes next.
    if (last === null) await this.refresh();
    await saveProgress(source.tx, index, tenantId, { ...progress, builtTo: last });
    this.parts.logger.info(
      { index, tenantId, builtTo: last },
      last === null ? "the search index is filled" : "the search index is being filled",
    );
    return last;
  }

  /** The next piece of the log; true when it was the last one and all is visible. */
  private async follow(source: WriteSource, progress: Progress, end: LogEnd): Promise<boolean> {
    const { index, tenantId } = this;
    const mirrored = mirroredText(source.mirrored);
    const renumbered = mirrored === progress.mirrored ? [] : changedTags(progress.mirrored, source.mirrored);
    if (progress.position === end.position && renumbered.length === 0) return true;
    const step = await readStep(source.tx, tenantId, progress.position, end.position);
    if (step === null) {
      this.parts.logger.warn({ index, tenantId, ...progress }, "the change log was trimmed before the search index had followed it");
      await this.begin(source);
      return false;
    }
    const users = new Set(step.ordinals);
    if (renumbered.length > 0) for (const ordinal of await readCarriers(source.tx, tenantId, renumbered)) users.add(ordinal);
    if (step.deletedTags.length > 0) for (const ordinal of await this.carriersInIndex(step.deletedTags)) users.add(ordinal);
    const ordinals = [...users].sort((a, b) => a - b);
    await writeUsers(this.target, source, ordinals);
    const arrived = step.position === end.position;
    if (arrived) await this.refresh();
    await saveProgress(source.tx, index, tenantId, { position: step.position, builtTo: null, mirrored });
    return arrived;
  }

  /** Those whose documents still have tags that are gone from the tables. */
  private async carriersInIndex(tagIds: readonly number[]): Promise<number[]> {
    const { client } = this.parts;
    await this.refresh();
    const pin = await openPin(client, this.index);
    try {
      const filter = [{ term: { tenant_id: String(this.tenantId) } }, { terms: { "tag_id.term": tagIds.map(String) } }];
      const ordinals: number[] = [];
      for await (const page of scanOrdinals(client, pin, { bool: { filter } })) for (const ordinal of page) ordinals.push(ordinal);
      return ordinals;
    } finally {
      await closePin(client, pin);
    }
  }

  /** Documents read after the log's present end are from a database that went on from here in another way. */
  private async refuseFuture(client: PoolClient): Promise<void> {
    const { aggregations } = await this.parts.client.search<unknown, { newest: { value: number | null } }>({
      index: this.index,
      query: { term: { tenant_id: String(this.tenantId) } },
      size: 0,
      aggs: { newest: { max: { field: "position" } } },
    });
    const newest = aggregations?.newest.value ?? 0;
    const { position } = await readLogEnd(client, this.tenantId);
    if (newest <= position) return;
    throw new UnavailableError(
      `the search index ${this.index} is ahead of the database (${newest} after ${position} of tenant ${this.tenantId}), as after a restored backup: run \`tagcast reindex\``,
    );
  }

  private async refresh(): Promise<void> {
    await this.parts.client.indices.refresh({ index: writeAlias(this.index) });
  }

  private get target(): WriteTarget {
    return { client: this.parts.client, index: this.index, tenantId: this.tenantId };
  }
}

/** A reindex took the index away while we wrote down how far we are: a foreign key, or a row that changed under our snapshot. */
function tookAway(error: unknown, index: string): unknown {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return code === "23503" || code === "40001" ? new SearchIndexGone(index, { cause: error }) : error;
}

import type { Tag } from "../../tags/index.js";
import type { Audience } from "../audience.js";
import type { AudienceChecker } from "../check-audience.js";
import { audienceHash } from "../normalise-audience.js";
import { parseAudience } from "../parse-audience.js";
import { checkSampleSize, type PreviewService, TOP_TAGS } from "../preview.service.js";
import { type LivePreview, livePreview, type PreviewParts } from "./live-preview.js";
import { type PreviewState, PreviewTopic, type Watcher } from "./preview-topic.js";
import { PreviewWatcher } from "./preview-watcher.js";
import type { TenantWatch } from "./tenant-changes.port.js";
import { TenantPreviews } from "./tenant-previews.js";

/** What GraphQL iterates; `return` ends it at once, even while a `next` is waiting. */
export type PreviewStates = AsyncIterableIterator<PreviewState, undefined> & {
  return(): Promise<IteratorResult<PreviewState, undefined>>;
};

/** The tags of users, for the sample. */
export interface UserTagLookup {
  tagsOfUsers(tenantId: number, userIds: readonly number[]): Promise<Map<number, Tag[]>>;
}

export interface PreviewHubParts {
  audiences: Pick<AudienceChecker, "check">;
  previews: Pick<PreviewService, "previewOf">;
  tags: UserTagLookup;
  watch: TenantWatch;
  clock: () => Date;
  log: { warn(details: object, message: string): void };
}

/** What somebody wants to watch. */
export interface PreviewRequest {
  /** AudienceInput. */
  audience: unknown;
  sampleSize: number;
  /** Which parts are shown: a change of others is not told. */
  parts: PreviewParts;
}

/** Live previews for all subscribers of this process: those who watch the same get the same. */
export class PreviewHub {
  private readonly tenants = new Map<number, TenantPreviews>();

  constructor(private readonly parts: PreviewHubParts) {}

  /**
   * The present preview, then each that differs from the one before, at most one a second. It ends with a failure where the expression
   * cannot be worked out any more, such as when its tag was deleted. BadInputError names the field at fault, before anything is watched.
   */
  async follow(tenantId: number, { audience: input, sampleSize, parts }: PreviewRequest): Promise<PreviewStates> {
    const audience = parseAudience(input);
    checkSampleSize(sampleSize);
    const tenant = this.tenants.get(tenantId) ?? this.open(tenantId);
    const key = [audienceHash(audience), sampleSize, ...[...parts].sort()].join(" ");
    const topic = tenant.topics.get(key) ?? this.topic(tenantId, audience, sampleSize, parts);
    tenant.topics.set(key, topic);
    const watcher: Watcher = new PreviewWatcher();
    topic.add(watcher);
    const leave = () => {
      watcher.close();
      this.leave(tenantId, tenant, key, topic, watcher);
    };
    try {
      await tenant.ready();
      // Tells the watcher as well.
      await topic.present();
    } catch (error) {
      leave();
      throw error;
    }
    return closable(states(watcher, leave), leave);
  }

  /** Previews watched in this process, each once. */
  get watched(): number {
    return [...this.tenants.values()].reduce((sum, { topics }) => sum + topics.size, 0);
  }

  /** Once nobody watches any longer; resolves when nothing is looked at any more. */
  async close(): Promise<void> {
    await Promise.all([...this.tenants.values()].map((tenant) => tenant.close()));
  }

  private open(tenantId: number): TenantPreviews {
    const onError = this.warn(tenantId);
    const tenant = new TenantPreviews(tenantId, { watch: this.parts.watch, clock: this.parts.clock, onError });
    this.tenants.set(tenantId, tenant);
    return tenant;
  }

  private topic(tenantId: number, audience: Audience, sampleSize: number, wanted: PreviewParts): PreviewTopic {
    return new PreviewTopic({ wanted, read: () => this.read(tenantId, audience, sampleSize, wanted), onError: this.warn(tenantId) });
  }

  private async read(tenantId: number, parsed: Audience, sampleSize: number, wanted: PreviewParts): Promise<LivePreview> {
    const { audiences, previews, tags, clock } = this.parts;
    const askedAt = clock();
    // Anew each time: its segments may hold something else by now, and its tags be gone.
    const audience = await audiences.check(tenantId, parsed);
    const needed = { sampleSize: wanted.has("sample") ? sampleSize : 0, topTags: wanted.has("tags") ? TOP_TAGS : 0 };
    const preview = await previews.previewOf(tenantId, audience, needed);
    const sampled = wanted.has("sampleTags") ? preview.sample.map(({ userId }) => userId) : [];
    const sampleTags = sampled.length > 0 ? await tags.tagsOfUsers(tenantId, sampled) : new Map<number, Tag[]>();
    return Object.freeze(livePreview(preview, wanted, audience, sampleTags, askedAt));
  }

  private leave(tenantId: number, tenant: TenantPreviews, key: string, topic: PreviewTopic, watcher: Watcher): void {
    topic.remove(watcher);
    if (topic.isWatched || tenant.topics.get(key) !== topic) return;
    tenant.topics.delete(key);
    if (tenant.topics.size > 0 || this.tenants.get(tenantId) !== tenant) return;
    this.tenants.delete(tenantId);
    tenant.close().catch(this.warn(tenantId));
  }

  private warn(tenantId: number): (error: unknown) => void {
    return (error) => this.parts.log.warn({ err: error, tenantId }, "a watched preview could not be looked at; the next look tries again");
  }
}

async function* states(watcher: Watcher, leave: () => void): AsyncGenerator<PreviewState, undefined> {
  try {
    for (;;) {
      const state = await watcher.next();
      if (state === null) return undefined;
      yield state;
      if ("failure" in state) return undefined;
    }
  } finally {
    leave();
  }
}

/** A generator that waits cannot be returned from outside: `leave` ends its waiting first. */
function closable(generator: AsyncGenerator<PreviewState, undefined>, leave: () => void): PreviewStates {
  const iterator: PreviewStates = {
    next: () => generator.next(),
    return: () => {
      leave();
      return generator.return(undefined);
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}

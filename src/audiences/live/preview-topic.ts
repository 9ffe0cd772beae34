import { PublicError } from "../../graphql/errors.js";
import { SharedLook } from "../shared-look.js";
import type { LivePreview, PreviewParts } from "./live-preview.js";
import type { PreviewWatcher } from "./preview-watcher.js";
import type { TenantChanges, TenantLook } from "./tenant-changes.port.js";

/** People move while nobody tells: a place is looked at again this often. */
const PLACES_MS = 5_000;

/** The preview, or why there is none any more. */
export type PreviewState = LivePreview | { failure: PublicError; print: string };
export type Watcher = PreviewWatcher<PreviewState>;

export interface TopicParts {
  wanted: PreviewParts;
  read: () => Promise<LivePreview>;
  onError: (error: unknown) => void;
}

/** What the change log does not tell. */
export interface ChangedBeside {
  segments: boolean;
  deliveries: boolean;
}

/** One expression that is watched in this process: worked out once for all who watch it. */
export class PreviewTopic {
  private readonly watchers = new Set<Watcher>();
  private state: LivePreview | null = null;
  private readonly look = new SharedLook(() => this.work());
  /** The last look failed: whatever changed since the one before is not in the state. */
  private behind = false;

  constructor(private readonly parts: TopicParts) {}

  get isWatched(): boolean {
    return this.watchers.size > 0;
  }

  /** Tags whose names the present state shows. */
  get shownTags(): readonly number[] {
    return [...(this.state?.shownTags.keys() ?? [])];
  }

  add(watcher: Watcher): void {
    this.watchers.add(watcher);
  }

  remove(watcher: Watcher): void {
    this.watchers.delete(watcher);
  }

  /** The preview with every change committed before this call. */
  present(): Promise<LivePreview> {
    return this.look.fresh();
  }

  /** Whether what changed may change the preview. `changes` is null where anything may have. */
  isTouched(changes: TenantChanges | null, now: TenantLook, changed: ChangedBeside, day: string, clock: number): boolean {
    const { state, behind } = this;
    if (!state || behind || changes === null || changes.users) return true;
    if ([...changes.tagIds].some((id) => state.tagIds.has(id) || this.showsTagsOf(state))) return true;
    if (changed.segments && state.usesSegments) return true;
    if (changed.deliveries && this.parts.wanted.has("reachable")) return true;
    if ([...state.shownTags].some(([id, at]) => now.tags.has(id) && now.tags.get(id) !== at)) return true;
    return (state.ageDay !== null && state.ageDay !== day) || (state.placesAt !== null && clock - state.placesAt >= PLACES_MS);
  }

  /** Works it out anew; those who watch are told where it differs, or that it cannot be worked out any more. */
  async refresh(): Promise<void> {
    try {
      await this.present();
      this.behind = false;
    } catch (error) {
      this.behind = true;
      if (error instanceof PublicError && error.code !== "UNAVAILABLE") this.tell({ failure: error, print: error.message });
      else this.parts.onError(error);
    }
  }

  private async work(): Promise<LivePreview> {
    const state = await this.parts.read();
    this.state = state;
    this.tell(state);
    return state;
  }

  private tell(state: PreviewState): void {
    for (const watcher of this.watchers) watcher.push(state);
  }

  /** Any tag of theirs may be among the commonest. */
  private showsTagsOf({ empty }: LivePreview): boolean {
    return !empty && (this.parts.wanted.has("tags") || this.parts.wanted.has("sampleTags"));
  }
}

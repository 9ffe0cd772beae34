import type { MaterialKind } from "./material.enums.js";
import type { MaterialRecord } from "./material.js";

/** Where a material stands in the list. */
export interface MaterialPosition {
  updatedAt: Date;
  id: string;
}

/** A tenant's materials, as they are read. */
export interface MaterialStore {
  /** Newest first, those older than `before`; of all kinds where `kind` is null. */
  page(tenantId: number, kind: MaterialKind | null, before: MaterialPosition | null, limit: number): Promise<MaterialRecord[]>;
  count(tenantId: number, kind: MaterialKind | null): Promise<number>;
  byIds(tenantId: number, ids: readonly string[]): Promise<MaterialRecord[]>;
  byMediaId(tenantId: number, mediaId: string): Promise<MaterialRecord | null>;
}

/** A material as WeChat's lists show it. */
export interface ListedMaterial {
  mediaId: string;
  kind: MaterialKind;
  draft: boolean;
  title: string | null;
  url: string | null;
  updatedAt: Date;
}

/** What a sync writes. `run` is the sync job's id. */
export interface MaterialSyncStore {
  /** Takes over what a page lists and notes that this run saw it; what an operator called an uploaded file stays. */
  saveListed(tenantId: number, run: string, listed: readonly ListedMaterial[]): Promise<void>;
  /** Materials that WeChat's lists should hold and this run has not seen, by id after `after`. Cover pictures are in no list. */
  unseen(tenantId: number, run: string, after: string | null, limit: number): Promise<MaterialRecord[]>;
  /** Not there any more. */
  markRemoved(tenantId: number, id: string, at: Date): Promise<void>;
}

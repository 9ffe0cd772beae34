import type { AuditTrail } from "../accounts/index.js";
import type { AudienceJson } from "./audience-json.js";
import type { AudienceUses, StoredAudience } from "./audience-uses.js";
import type { TagLookup } from "./check-audience.js";
import type { SegmentLookup, SegmentNames } from "./segment-binding.js";

/** A segment as stored. */
export interface SegmentRecord {
  segmentId: number;
  id: string;
  tenantId: number;
  name: string;
  audience: AudienceJson;
  createdAt: Date;
  updatedAt: Date;
}

export interface SegmentFields {
  name: string;
  audience: AudienceJson;
}

/** Segments of one tenant; another tenant's are not there. */
export interface SegmentStore extends SegmentLookup, SegmentNames {
  /** By name. */
  list(tenantId: number): Promise<SegmentRecord[]>;
  byId(tenantId: number, id: number): Promise<SegmentRecord | null>;
  /**
   * Runs `work` while nobody else, in any process, edits a segment of the tenant: what it reads is still so when it has written. Nothing
   * is kept where it throws.
   */
  edit<T>(tenantId: number, work: (edit: SegmentEdit) => Promise<T>): Promise<T>;
}

/** One edit under way. Tenants are those of `edit`. */
export interface SegmentEdit extends SegmentLookup, TagLookup, AudienceUses {
  /** The audit log within the edit: to be told last, of what was done. */
  audit: AuditTrail;
  byId(id: number): Promise<SegmentRecord | null>;
  idOf(name: string): Promise<number | null>;
  count(): Promise<number>;
  /** The segments and the rules of tags with these ids; tags without a rule are left out. */
  stored(named: { segments: readonly number[]; tags: readonly number[] }): Promise<StoredAudience[]>;
  create(fields: SegmentFields): Promise<SegmentRecord>;
  update(id: number, fields: SegmentFields): Promise<SegmentRecord>;
  delete(id: number): Promise<void>;
}

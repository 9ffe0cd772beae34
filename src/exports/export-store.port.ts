import type { EntryOf } from "../accounts/index.js";
import type { OrdinalSet } from "../audiences/index.js";
import type { Role } from "../graphql/roles.js";
import type { UserExportColumn, UserExportHeader } from "./export.enums.js";
import type { UserExport } from "./export.types.js";
import type { ExportPlan } from "./export-writer.js";

export interface NewExport {
  tenantId: number;
  role: Role;
  columns: readonly UserExportColumn[];
  header: UserExportHeader;
  byteOrderMark: boolean;
  /** In words. */
  audienceText: string;
  idempotencyKey: string | null;
  /** SHA-256 of what was asked. */
  requestHash: Uint8Array<ArrayBuffer>;
  /** Frozen; its size is the export's total. */
  audience: OrdinalSet;
  fileName: string;
  createdBy: string;
}

export interface ExportStore {
  /** Together with its entry in the audit log. Null where the tenant has an export with this idempotency key already. */
  create(order: NewExport, entry: EntryOf<UserExport>): Promise<UserExport | null>;
  byKey(tenantId: number, idempotencyKey: string): Promise<{ order: UserExport; requestHash: Uint8Array } | null>;
  byId(tenantId: number, id: string): Promise<UserExport | null>;
  /** Newest first, those older than `before`. */
  page(tenantId: number, before: ExportPosition | null, limit: number): Promise<UserExport[]>;
  count(tenantId: number): Promise<number>;
  /** Those neither finished nor failed. */
  waiting(tenantId: number): Promise<number>;
}

/** Where an export stands in the list. */
export interface ExportPosition {
  createdAt: Date;
  id: string;
}

/** What a driver writes; `attempt` is its fencing number. */
export interface ExportWork extends ExportPlan {
  exportId: string;
  attempt: number;
  fileName: string;
}

/**
 * What a driver says. Everything but `claim` is for the driver of the newest attempt only: whoever was overtaken, because it was
 * silent too long or somebody in the file was erased, is told so and changes nothing.
 */
export interface ExportWorkStore {
  /**
   * Begins the tenant's oldest unfinished export anew, unless its driver was heard of within `leaseMs`: then, or while somebody
   * is being erased, null. So one at a time is written for a tenant.
   */
  claim(tenantId: number, leaseMs: number): Promise<ExportWork | null>;
  /** False: overtaken. */
  progress(work: ExportWork, done: number): Promise<boolean>;
  /** The file is whole. False: overtaken. */
  finish(work: ExportWork, file: { objectKey: string; bytes: number; keepMs: number }): Promise<boolean>;
  /** The attempt ended with an error; the last of `mostFailures` makes the export FAILED, and gives true. */
  failed(work: ExportWork, error: string, mostFailures: number): Promise<boolean>;
  /** Lets somebody else take it at once. */
  release(work: ExportWork): Promise<void>;
}

/** What the sweeps ask. */
export interface ExportSweepStore {
  /** Tenants with an unfinished export that nobody was heard of within `leaseMs`. */
  idle(leaseMs: number): Promise<number[]>;
  /** Makes those EXPIRED whose time is over. */
  expire(): Promise<void>;
  /** Files that are to go, of exports that are EXPIRED or WITHDRAWN. */
  filesToDelete(limit: number): Promise<{ exportId: string; objectKey: string }[]>;
  /** The file is deleted: nothing more is known of who was in it. */
  fileDeleted(exportId: string): Promise<void>;
  /** Of these exports, if they are RUNNING or READY: the keys of their newest attempts' files. */
  currentKeys(exportIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** Hints to the workers, wherever they run; the rows are the truth, so a lost one only costs time. */
export interface ExportQueue {
  wake(tenantId: number): Promise<void>;
}

/** Where files are kept. */
export interface ExportFiles {
  /** Stores what `pieces` give, whole or not at all; gives the size. */
  put(key: string, fileName: string, pieces: AsyncIterable<Uint8Array>): Promise<number>;
  /** Does nothing where there is none. */
  delete(key: string): Promise<void>;
  /** Keys of exports' files, ascending, after `after`. */
  keys(after: string | null, limit: number): Promise<string[]>;
  /** An address that gives the file until then. */
  link(key: string, until: Date): Promise<string>;
}

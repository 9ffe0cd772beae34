import type { EntryOf } from "../../accounts/index.js";
import { UnavailableError } from "../../graphql/errors.js";
import type { MediaKind } from "../../wechat/index.js";
import type { MaterialRecord } from "../material.js";

export interface NewUpload {
  id: string;
  tenantId: number;
  kind: MediaKind;
  title: string;
  description: string | null;
  fileName: string;
  contentType: string;
  bytes: number;
  sha256: Buffer;
  objectKey: string;
  requestHash: Buffer;
  at: Date;
}

/** An uploaded file on its way to WeChat. */
export interface PendingUpload {
  material: MaterialRecord;
  sha256: Buffer;
  /** Since when WeChat might have it without our knowing; null while it certainly does not. */
  begunAt: Date | null;
}

export interface AtWeChat {
  mediaId: string;
  url: string | null;
  now: Date;
}

export interface MaterialChanged {
  before: MaterialRecord;
  after: MaterialRecord;
}

/** What uploads write. `owner`: of the material's turn; writes of one whose turn is over throw TurnOver. */
export interface UploadStore {
  /** The new material, or the one that the same upload made before; with its entry in the audit log. */
  keep(upload: NewUpload, entry: EntryOf<MaterialRecord>): Promise<MaterialRecord>;
  /** The file is now there. */
  moveFile(id: string, from: string, to: string): Promise<void>;
  pending(id: string): Promise<PendingUpload | null>;
  begin(id: string, owner: string, at: Date): Promise<void>;
  /** WeChat said no: it has nothing. */
  refused(id: string, owner: string): Promise<void>;
  /**
   * WeChat has it. Where a sync found it there first, the two rows become one, which is the one that mass sends may know: gives
   * which. With its entry in the audit log.
   */
  finish(id: string, owner: string, at: AtWeChat, entry: EntryOf<MaterialChanged>): Promise<MaterialRecord>;
  /** Which of these a material of the tenant has already. */
  knownMediaIds(tenantId: number, mediaIds: readonly string[]): Promise<Set<string>>;
  /** Which of these are some material's file. */
  keysInUse(keys: readonly string[]): Promise<Set<string>>;
}

/** Another one took the turn over. */
export class TurnOver extends UnavailableError {}

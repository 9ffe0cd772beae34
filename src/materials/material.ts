import type { MaterialKind } from "./material.enums.js";

/** A material as stored. */
export interface MaterialRecord {
  id: string;
  tenantId: number;
  kind: MaterialKind;
  /** News of the draft box. */
  draft: boolean;
  title: string | null;
  description: string | null;
  /** At WeChat; null until an uploaded file has got there. */
  mediaId: string | null;
  url: string | null;
  /** The file that was uploaded here; null where WeChat alone has it. */
  file: MaterialFile | null;
  updatedAt: Date;
  /** When it was found to be no longer at WeChat. */
  removedAt: Date | null;
}

export interface MaterialFile {
  /** With the extension of what it is. */
  fileName: string;
  /** As HTTP says it: `image/png`. */
  contentType: string;
  bytes: number;
  /** In the object store. */
  objectKey: string;
}

import { MaterialKind } from "../material.enums.js";
import type { MaterialRecord } from "../material.js";

/** Of `material m`. */
export const MATERIAL_COLUMNS = `m.id, m.tenant_id AS "tenantId", m.kind, m.draft, m.title, m.description, m.media_id AS "mediaId", m.url,
  m.file_name AS "fileName", m.content_type AS "contentType", m.bytes, m.object_key AS "objectKey", m.updated_at AS "updatedAt",
  m.removed_at AS "removedAt"`;

export interface MaterialRow extends Omit<MaterialRecord, "kind" | "file"> {
  kind: string;
  fileName: string | null;
  contentType: string | null;
  bytes: number | null;
  objectKey: string | null;
}

export function materialOf({ kind, fileName, contentType, bytes, objectKey, ...row }: MaterialRow): MaterialRecord {
  const known = Object.values(MaterialKind).find((value) => value === kind);
  if (known === undefined) throw new Error(`material holds the unknown kind ${kind}`);
  const file =
    fileName === null || contentType === null || bytes === null || objectKey === null ? null : { fileName, contentType, bytes, objectKey };
  return { ...row, kind: known, file };
}

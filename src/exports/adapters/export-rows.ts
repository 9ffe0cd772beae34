import { Role } from "../../graphql/roles.js";
import { UserExportColumn, UserExportHeader, UserExportStatus } from "../export.enums.js";
import type { UserExport } from "../export.types.js";

/** Everything but `audience`, which may be a megabyte. */
export const EXPORT_COLUMNS = {
  id: true,
  tenantId: true,
  status: true,
  role: true,
  columns: true,
  audienceText: true,
  total: true,
  done: true,
  bytes: true,
  fileName: true,
  objectKey: true,
  error: true,
  createdBy: true,
  createdAt: true,
  finishedAt: true,
  expiresAt: true,
} as const;

export interface ExportRow extends Omit<UserExport, "status" | "role" | "columns" | "audience" | "bytes"> {
  status: string;
  role: string;
  columns: string[];
  audienceText: string;
  bytes: bigint | null;
}

export function exportOf({ audienceText, bytes, ...row }: ExportRow): UserExport {
  return {
    ...row,
    audience: audienceText,
    status: memberOf(UserExportStatus, row.status),
    role: roleOf(row.role),
    columns: columnsOf(row.columns),
    bytes: bytes === null ? null : Number(bytes),
  };
}

export const roleOf = (text: string) => memberOf(Role, text);
export const columnsOf = (texts: readonly string[]) => texts.map((text) => memberOf(UserExportColumn, text));
export const headerOf = (text: string) => memberOf(UserExportHeader, text);

function memberOf<T extends string>(values: Record<string, T>, text: string): T {
  const value = Object.values(values).find((member) => member === text);
  if (value === undefined) throw new Error(`user_export holds the unknown word ${text}`);
  return value;
}

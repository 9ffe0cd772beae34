import { createHash } from "node:crypto";
import { type Audience, audienceHash } from "../audiences/index.js";
import { BadInputError } from "../graphql/errors.js";
import { shortText } from "../graphql/text-input.js";
import type { UserExportColumn } from "./export.enums.js";
import { UserExportHeader } from "./export.enums.js";
import type { ExportUsersInput } from "./export.types.js";
import { DEFAULT_COLUMNS } from "./export-columns.js";

const MAX_KEY = 128;

/** What of an ExportUsersInput is not its audience, checked. */
export interface ExportOrder {
  columns: readonly UserExportColumn[];
  header: UserExportHeader;
  byteOrderMark: boolean;
  idempotencyKey: string | null;
}

/** BadInputError names the field at fault. */
export function readOrder(input: Omit<ExportUsersInput, "audience">): ExportOrder {
  const { columns, header, byteOrderMark, idempotencyKey } = input;
  return {
    columns: readColumns("input.columns", columns ?? DEFAULT_COLUMNS),
    header: header ?? UserExportHeader.KEYS,
    byteOrderMark: byteOrderMark ?? true,
    idempotencyKey: idempotencyKey == null ? null : shortText("input.idempotencyKey", idempotencyKey, { min: 1, max: MAX_KEY }),
  };
}

/** At least one, none twice. */
export function readColumns(field: string, columns: readonly UserExportColumn[]): readonly UserExportColumn[] {
  if (columns.length === 0) throw new BadInputError(field, "names no column", { reason: "EMPTY" });
  const twice = columns.findIndex((column, i) => columns.indexOf(column) !== i);
  if (twice >= 0) throw new BadInputError(`${field}[${twice}]`, `${columns[twice]} is there twice`, { reason: "TWICE" });
  return columns;
}

/** The same for the same request, whatever the key. */
export function orderHash({ columns, header, byteOrderMark }: ExportOrder, audience: Audience, role: string): Uint8Array<ArrayBuffer> {
  const asked = JSON.stringify([columns, header, byteOrderMark, role, audienceHash(audience)]);
  return new Uint8Array(createHash("sha256").update(asked).digest());
}

/** `users-20261128-210500.csv`, in China's time; for people `用户-…`. */
export function fileNameAt(moment: Date, header: UserExportHeader): string {
  const [date = "", time = ""] = new Date(moment.getTime() + CHINA_MS).toISOString().replaceAll(/[-:]/g, "").split(/[T.]/);
  return `${header === UserExportHeader.CHINESE ? "用户" : "users"}-${date}-${time}.csv`;
}

/** UTC+8 all the year. */
const CHINA_MS = 8 * 3_600_000;

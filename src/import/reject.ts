import type { Cell } from "./clean/cells.js";
import { cleanOrReject } from "./clean/dirty-row.js";
import type { LegacyTable } from "./legacy-tables.js";
import type { SourceRow } from "./source.port.js";

/** A row that stays behind. `key`: its user_id or openid, as far as it has one. */
export interface Reject {
  table: string;
  key: string;
  reason: string;
}

/** What reading a row of `table` comes to: what `clean` makes of its cells, or why it stays behind. */
export function judging<Row extends object>(table: LegacyTable, clean: (cells: SourceRow) => Row): (cells: SourceRow) => Row | Reject {
  return (cells) => {
    let problem = "";
    const row = cleanOrReject(
      () => clean(cells),
      (reason) => {
        problem = reason;
      },
    );
    return row ?? { table, key: keyText(cells[0] ?? null), reason: problem };
  };
}

export function isReject(judged: object): judged is Reject {
  return "reason" in judged;
}

/** More digits than a user_id has: a phone or identity number in the wrong column. */
const LONG_NUMBER = /^[\d?.-]{11,}x?$/i;

/** A key for the rejects file: whatever stood there, in plain letters; "?" for what may be a person's number. */
export function keyText(cell: Cell): string {
  const text =
    cell
      ?.toString("latin1")
      .slice(0, 64)
      .replace(/[^\w.-]/g, "?") ?? "";
  return LONG_NUMBER.test(text) ? "?" : text;
}

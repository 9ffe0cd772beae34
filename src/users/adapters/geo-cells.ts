import type { NearArea } from "../../audiences/index.js";
import { degrees, EARTH_RADIUS, radians, widestReach } from "./near-cells.js";

/*
 * Cells of some 11 km by 11 km anywhere on the globe: rows of a tenth of a degree, each cut into as many columns as its length
 * takes. So the largest circle (100 km) touches some 400 of them, over the poles as well, and a busy cell holds a part of a city.
 */
const ROWS_A_DEGREE = 10;
const LAST_ROW = 180 * ROWS_A_DEGREE - 1;
/** A tenth of a metre, against rounding at a cell's edge. */
const SLACK_DEGREES = 1e-6;

/** "row.column" */
export function cellOf({ latitude, longitude }: Pick<NearArea, "latitude" | "longitude">): string {
  const row = rowOf(latitude);
  const count = columnsOf(row);
  return `${row}.${Math.min(count - 1, columnAt(longitude, count))}`;
}

/** Those that together cover the circle; some of them may lie beside it. */
export function cellsTouching({ latitude, longitude, radiusMeters }: NearArea): string[] {
  const { reach, sideways } = reachOf({ latitude, radiusMeters });
  const cells: string[] = [];
  for (let row = rowOf(latitude - reach); row <= rowOf(latitude + reach); row++) {
    const count = columnsOf(row);
    const west = columnAt(longitude - sideways, count);
    const touched = Math.min(count, columnAt(longitude + sideways, count) - west + 1);
    for (let i = 0; i < touched; i++) cells.push(`${row}.${(west + i + count) % count}`);
  }
  return cells;
}

/** Redis's GEO commands know no latitude beyond this one, and no circle over the 180th meridian. */
export const GEO_LATITUDE = 85;

/** Whether GEOSEARCH can be asked about the circle. */
export function isSearchable({ latitude, longitude, radiusMeters }: NearArea): boolean {
  const { reach, sideways } = reachOf({ latitude, radiusMeters });
  return Math.abs(latitude) + reach < GEO_LATITUDE && Math.abs(longitude) + sideways < 180;
}

/** How many degrees the circle reaches to the north and south, and to the west and east. */
function reachOf({ latitude, radiusMeters }: Pick<NearArea, "latitude" | "radiusMeters">): { reach: number; sideways: number } {
  const reach = degrees(radiusMeters / EARTH_RADIUS) + SLACK_DEGREES;
  return { reach, sideways: widestReach(latitude, reach) };
}

const rowOf = (latitude: number): number => Math.max(0, Math.min(LAST_ROW, Math.floor((latitude + 90) * ROWS_A_DEGREE)));
const columnsOf = (row: number): number =>
  Math.max(1, Math.round(360 * ROWS_A_DEGREE * Math.cos(radians((row + 0.5) / ROWS_A_DEGREE - 90))));
/** May lie beyond either end of the row. */
const columnAt = (longitude: number, count: number): number => Math.floor(((longitude + 180) / 360) * count);

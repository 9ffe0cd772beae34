import type { NearArea } from "../../audiences/index.js";

/** Metres; the mean radius of the earth taken as a ball, which is right to half a percent. */
export const EARTH_RADIUS = 6_371_008.8;
/** Cells a degree; as in the index user_location_near_idx. */
const CELLS = 50;
/** A row runs from -180 to 180 degrees, the cell that begins at 180 included. */
const ROW = 360 * CELLS + 1;

/** The expression that user_location_near_idx is over. */
export const CELL_SQL = `(floor((latitude + 90) * ${CELLS})::int * ${ROW} + floor((longitude + 180) * ${CELLS})::int)`;

/** Ranges of cells, both inclusive, that together cover the circle: one or two for each row it touches, a few more than needed. */
export function nearCells({ latitude, longitude, radiusMeters }: NearArea): { from: number[]; to: number[] } {
  const reach = degrees(radiusMeters / EARTH_RADIUS);
  const ranges = { from: [] as number[], to: [] as number[] };
  const sideways = widestReach(latitude, reach);
  const rowFrom = Math.max(0, rowOf(latitude - reach) - 1);
  const rowTo = Math.min(180 * CELLS, rowOf(latitude + reach) + 1);
  for (let row = rowFrom; row <= rowTo; row++) {
    for (const [west, east] of columns(longitude, sideways)) {
      ranges.from.push(row * ROW + west);
      ranges.to.push(row * ROW + east);
    }
  }
  return ranges;
}

/** Degrees of longitude that the circle reaches to either side; 180 where it holds a pole. */
export function widestReach(latitude: number, reach: number): number {
  if (Math.abs(latitude) + reach >= 90) return 180;
  return degrees(Math.asin(Math.min(1, Math.sin(radians(reach)) / Math.cos(radians(latitude)))));
}

/** Columns in one row; two ranges where the circle lies over the 180th meridian. */
function columns(longitude: number, sideways: number): [west: number, east: number][] {
  const last = 360 * CELLS;
  if (sideways >= 180) return [[0, last]];
  const west = columnOf(longitude - sideways) - 1;
  const east = columnOf(longitude + sideways) + 1;
  if (west < 0)
    return [
      [0, Math.min(last, east)],
      [Math.max(0, west + last), last],
    ];
  if (east > last)
    return [
      [Math.max(0, west), last],
      [0, Math.min(last, east - last)],
    ];
  return [[west, east]];
}

const rowOf = (latitude: number): number => Math.floor((latitude + 90) * CELLS);
const columnOf = (longitude: number): number => Math.floor((longitude + 180) * CELLS);
export const degrees = (angle: number): number => (angle * 180) / Math.PI;
export const radians = (angle: number): number => (angle * Math.PI) / 180;

/**
 * To a billionth of a degree, a tenth of a millimetre. Without it, two places 5e-324 degrees apart make PostgreSQL's arithmetic
 * underflow, which it reports as an error.
 */
export const exact = (angle: number): number => Math.round(angle * 1e9) / 1e9;

/** Of the circle's radius, to be compared with the haversine of a distance. */
export const haversineOf = (radiusMeters: number): number => Math.sin(Math.min(Math.PI / 2, radiusMeters / EARTH_RADIUS / 2)) ** 2;

/** Its edge included; by the haversine of the distance. */
export function isWithin(area: NearArea, { latitude, longitude }: Pick<NearArea, "latitude" | "longitude">): boolean {
  const [up, right] = [radians(latitude - area.latitude), radians(longitude - area.longitude)];
  const haversine = Math.sin(up / 2) ** 2 + Math.cos(radians(latitude)) * Math.cos(radians(area.latitude)) * Math.sin(right / 2) ** 2;
  return haversine <= haversineOf(area.radiusMeters);
}

import type { Position } from "../location-store.port.js";

export interface LocationRecord extends Position {
  ordinal: number;
}

/** One line; the scripts know its beginning. */
export function writeRecord({ at, latitude, longitude, precisionMeters, ordinal }: LocationRecord, place: string): string {
  return [at.getTime(), place, latitude, longitude, precisionMeters ?? "-", ordinal].join(" ");
}

export function readRecord(line: string): LocationRecord | null {
  if (line === "") return null;
  const [at, , latitude, longitude, precision, ordinal] = line.split(" ");
  return {
    at: new Date(Number(at)),
    latitude: Number(latitude),
    longitude: Number(longitude),
    precisionMeters: precision === "-" ? null : Number(precision),
    ordinal: Number(ordinal),
  };
}

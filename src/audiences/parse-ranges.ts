import { BadInputError } from "../graphql/errors.js";
import { MAX_AGE, MAX_RADIUS_METERS, type NearArea } from "./audience.js";
import { isDate, isMonthDay } from "./calendar.js";

/** MonthDayRangeInput. BadInputError names the bound at fault; so do the others here. */
export function parseMonthDays(value: unknown, path: string): { from: string; to: string } {
  const { from, to } = fields(value, path, ["from", "to"]);
  return { from: monthDay(from, `${path}.from`), to: monthDay(to, `${path}.to`) };
}

/** IntRangeInput, as ages. */
export function parseAges(value: unknown, path: string): { min: number | null; max: number | null } {
  const { min, max } = fields(value, path, ["min", "max"]);
  const range = { min: age(min, `${path}.min`), max: age(max, `${path}.max`) };
  if (range.min === null && range.max === null) throw new BadInputError(path, "is empty: give min, max or both", { reason: "EMPTY" });
  if (range.min !== null && range.max !== null && range.min > range.max) {
    throw new BadInputError(`${path}.min`, `must not be above max, which is ${range.max}`, { reason: "TURNED_AROUND" });
  }
  return range;
}

/** DateRangeInput: days as GraphQL reads them (midnight UTC), or as stored JSON has them (`YYYY-MM-DD`). */
export function parseDates(value: unknown, path: string): { from: string | null; to: string | null } {
  const { from, to } = fields(value, path, ["from", "to"]);
  const range = { from: date(from, `${path}.from`), to: date(to, `${path}.to`) };
  if (range.from === null && range.to === null) throw new BadInputError(path, "is empty: give from, to or both", { reason: "EMPTY" });
  if (range.from !== null && range.to !== null && range.from > range.to) {
    throw new BadInputError(`${path}.from`, `must not be after to, which is ${range.to}`, { reason: "TURNED_AROUND" });
  }
  return range;
}

/** NearInput. */
export function parseArea(value: unknown, path: string): NearArea {
  const { latitude, longitude, radiusMeters } = fields(value, path, ["latitude", "longitude", "radiusMeters"]);
  if (!Number.isInteger(radiusMeters)) throw new BadInputError(`${path}.radiusMeters`, "must be a whole number of metres");
  return {
    latitude: within(latitude, `${path}.latitude`, -90, 90),
    longitude: within(longitude, `${path}.longitude`, -180, 180),
    radiusMeters: within(radiusMeters, `${path}.radiusMeters`, 1, MAX_RADIUS_METERS),
  };
}

function fields(value: unknown, path: string, known: readonly string[]): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new BadInputError(path, `must be an object with ${known.join(", ")}`);
  }
  for (const [key, operand] of Object.entries(value)) {
    if (operand !== undefined && !known.includes(key))
      throw new BadInputError(`${path}.${key}`, `is no field here; known are ${known.join(", ")}`);
  }
  return { ...value };
}

function monthDay(value: unknown, path: string): string {
  if (typeof value !== "string" || !isMonthDay(value)) throw new BadInputError(path, "must be a day of the year as MM-DD, such as 02-29");
  return value;
}

function age(value: unknown, path: string): number | null {
  return value === null || value === undefined ? null : within(value, path, 0, MAX_AGE, Number.isInteger);
}

function date(value: unknown, path: string): string | null {
  if (value === null || value === undefined) return null;
  const text = value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString().slice(0, 10) : value;
  if (typeof text !== "string" || !isDate(text)) throw new BadInputError(path, "must be a day as YYYY-MM-DD");
  return text;
}

function within(value: unknown, path: string, min: number, max: number, right: (value: unknown) => boolean = Number.isFinite): number {
  if (typeof value !== "number" || !right(value) || value < min || value > max) {
    throw new BadInputError(path, `must be a ${right === Number.isInteger ? "whole " : ""}number from ${min} to ${max}`, {
      reason: "BETWEEN",
      min,
      max,
    });
  }
  return value === 0 ? 0 : value;
}

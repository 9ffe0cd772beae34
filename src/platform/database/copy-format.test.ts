import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { copyLine, joinedBuffers, textBuffers } from "./copy-format.js";

/** What COPY's text format says a line means: see PostgreSQL's manual. */
function read(line: string): (string | null)[] {
  const meanings: Record<string, string> = { t: "\t", n: "\n", r: "\r", "\\": "\\" };
  const fields = line.slice(0, -1).split("\t");
  return fields.map((field) => (field === "\\N" ? null : field.replace(/\\(.)/g, (_, letter: string) => meanings[letter] ?? letter)));
}

const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: fc.constantFrom("\\", "\t", "\n", "\r", "N", "好") }));

describe("copyLine", () => {
  test("is one line that reads as the values it was made of", () => {
    fc.assert(
      fc.property(fc.array(fc.option(text), { minLength: 1 }), (values) => {
        const line = copyLine(values);
        expect(line.indexOf("\n")).toBe(line.length - 1);
        expect(read(line)).toEqual(values);
      }),
    );
  });

  test("numbers, booleans and times", () => {
    expect(copyLine([1, -2.5, true, false, new Date(0)])).toBe("1\t-2.5\ttrue\tfalse\t1970-01-01T00:00:00.000Z\n");
  });
});

describe("joinedBuffers and textBuffers", () => {
  const long = fc.nat({ max: 200_000 }).map((length) => "好".repeat(length));

  test("hold every byte once, in order, whatever the length of the parts", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(text, long), { maxLength: 20 }), (lines) => {
        const whole = Buffer.from(lines.join(""));
        const mixed = lines.map((line, i) => (i % 2 ? line : Buffer.from(line)));
        expect(Buffer.concat([...joinedBuffers(mixed)]).equals(whole)).toBe(true);
        expect(Buffer.concat([...textBuffers(lines)]).equals(whole)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

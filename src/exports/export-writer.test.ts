import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setImmediate as tick } from "node:timers/promises";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OrdinalSet } from "../audiences/index.js";
import type { User } from "../users/index.js";
import { csvLines, harmless } from "./csv-text.js";
import { UserExportColumn, UserExportHeader } from "./export.enums.js";
import { ExportWriter, PAGE_USERS } from "./export-writer.js";

const USERS = 200_000;
const MADE_AT = new Date("2026-01-02T03:04:05.678Z");

const user = (ordinal: number): User => ({
  ...{ userId: ordinal + 1, tenantId: 1, ordinal, rawPhone: `1380000${ordinal % 9_000}`, id: String(ordinal + 1), openid: `o${ordinal}` },
  ...{ miniProgramOpenid: null, unionid: null, source: null, subscribed: true, blacklisted: false, info: null, favourites: null },
  createdAt: MADE_AT,
});

const plan = (audience: OrdinalSet) => ({
  ...{ tenantId: 1, audience, masked: true, byteOrderMark: false, header: UserExportHeader.KEYS },
  columns: [UserExportColumn.USER_ID, UserExportColumn.OPENID, UserExportColumn.PHONE, UserExportColumn.CREATED_AT],
});

function counting() {
  const seen = { pages: 0, largest: 0 };
  const users = {
    usersByOrdinals: async (_tenantId: number, ordinals: readonly number[]) => {
      seen.pages += 1;
      seen.largest = Math.max(seen.largest, ordinals.length);
      return ordinals.map(user);
    },
  };
  const nobody = { tagNamesOfUsers: () => Promise.reject(new Error("there is no column for tags")) };
  return { seen, writer: new ExportWriter(users, nobody, { open: () => "", hash: () => new Uint8Array() }) };
}

describe("ExportWriter", () => {
  test("reads a page while the one before is taken, no further, however slow the taker and however many the users", async () => {
    const { seen, writer } = counting();
    const everyone = OrdinalSet.of(Array.from({ length: USERS }, (_, i) => i));
    let taken = -1; // The titles come first.
    let ahead = 0;
    let lines = 0;
    const slow = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        ahead = Math.max(ahead, seen.pages - taken);
        taken += 1;
        lines += chunk.toString().split("\r\n").length - 1;
        void tick().then(() => done());
      },
    });
    await pipeline(writer.pieces(plan(everyone)), slow);
    expect([lines, seen.pages, seen.largest]).toEqual([USERS + 1, USERS / PAGE_USERS, PAGE_USERS]);
    // One being taken, one waiting to be (what a stream with its buffer full asks for), one being read.
    expect(ahead).toBeLessThanOrEqual(3);
  });

  test("hands out no page that its hearer refuses, and reads no further than one ahead", async () => {
    const { seen, writer } = counting();
    const pieces = writer.pieces(plan(OrdinalSet.of(Array.from({ length: 5 * PAGE_USERS }, (_, i) => i))), async (done) => {
      if (done > PAGE_USERS) throw new Error("stop");
    });
    const got: number[] = [];
    await expect(
      (async () => {
        for await (const piece of pieces) got.push(piece.toString().split("\r\n").length - 1);
      })(),
    ).rejects.toThrow("stop");
    expect([got, seen.pages]).toEqual([[1, PAGE_USERS], 3]);
  });
});

describe("csvLines", () => {
  test("gives any texts back as they were, formulas behind an apostrophe", () => {
    const cell = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(...['a"b', "a,b", "a\r\nb", "a\nb", "\r", "", " x ", "=1+1", "@x", "＝1", "-a", '"', "'"]),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
        const read: string[][] = parse(csvLines(rows), { record_delimiter: "\r\n" });
        expect(read).toEqual(rows.map((row) => row.map(harmless)));
      }),
      { numRuns: 300 },
    );
  });

  test("writes null as nothing, moments as ISO 8601, numbers and truths as such", () => {
    expect(csvLines([[null, MADE_AT, -5, 0, true, false, ""]])).toBe(",2026-01-02T03:04:05.678Z,-5,0,true,false,\r\n");
  });
});

describe("harmless", () => {
  test.each(["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＋a", "－a", "＠a", "+", "-", "+1-2", "-1E5", "+1.", "=1"])(
    "puts an apostrophe before %j",
    (text) => {
      expect(harmless(text)).toBe(`'${text}`);
    },
  );

  test.each(["", "a=1", "王伟", "13800000000", "+441632960001", "-12", "+1.5", "'=1", " =1", "138****0000"])(
    "leaves %j as it is",
    (text) => {
      expect(harmless(text)).toBe(text);
    },
  );
});

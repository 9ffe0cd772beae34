import { describe, expect, it } from "vitest";
import { BadInputError } from "./errors.js";
import { intIdOrNull, parseIntId, parseUuid, uuidOrNull } from "./ids.js";

describe("integer ids", () => {
  it.each([
    ["1", 1],
    ["2147483647", 2_147_483_647],
  ])("reads %s", (text, id) => {
    expect(parseIntId(text, "id")).toBe(id);
  });

  it.each(["", "0", "-1", "2147483648", "9999999999", "1e3", "1.5", " 1", "01", "１", "x", "1;drop table users"])("refuses %j", (text) => {
    expect(intIdOrNull(text)).toBeNull();
    expect(() => parseIntId(text, "input.tagIds[2]")).toThrowError(BadInputError);
    expect(() => parseIntId(text, "input.tagIds[2]")).toThrowError(/^input\.tagIds\[2\]: /);
  });
});

describe("uuids", () => {
  it("reads one in any case", () => {
    expect(parseUuid("0198F0E2-1c3A-7000-8000-00000000000a", "id")).toBe("0198f0e2-1c3a-7000-8000-00000000000a");
  });

  it.each(["", "1", "0198f0e21c3a70008000000000000001", "0198f0e2-1c3a-7000-8000-00000000000g", "{0198f0e2-1c3a-7000-8000-00000000000a}"])(
    "refuses %j",
    (text) => {
      expect(uuidOrNull(text)).toBeNull();
      expect(() => parseUuid(text, "id")).toThrowError(BadInputError);
    },
  );
});

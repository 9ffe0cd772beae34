import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesOfDataUrl } from "./data-url.js";

describe("bytesOfDataUrl", () => {
  test("reads any bytes, whatever type is claimed", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom("image/png", "", "text/html;charset=utf-8"), (bytes, type) => {
        expect(bytesOfDataUrl(`data:${type};base64,${Buffer.from(bytes).toString("base64")}`)?.equals(bytes)).toBe(true);
      }),
    );
  });

  test.each([
    "",
    "data:,x",
    "data:image/png,x",
    "data:;base64,a",
    "data:;base64,a*b=",
    "data:;base64,ab==c",
    "https://x/y",
    " data:;base64,YQ==",
  ])("takes no %j", (text) => expect(bytesOfDataUrl(text)).toBeNull());
});

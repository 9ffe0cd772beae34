import { describe, expect, it } from "vitest";
import type { WeChatErrorKind } from "./wechat-error.js";
import { meaningAtTokenEndpoint, meaningOf } from "./wechat-error-codes.js";

/** Tencent's table of return codes, as far as the interfaces in use go, by what each one means for a caller. */
const DOCUMENTED: Readonly<Record<WeChatErrorKind, readonly number[]>> = {
  unclear: [-1, 45085],
  token: [40001, 40014, 41001, 42001],
  "quota-day": [45009, 45028],
  "quota-minute": [45011],
  duplicate: [45065],
  "too-soon": [45066],
  refused: [
    40002, 40004, 40005, 40006, 40007, 40008, 40009, 40010, 40011, 40012, 40013, 40033, 40037, 40113, 40125, 40164, 40243, 41002, 41004,
    41005, 41006, 43003, 44001, 44003, 44004, 45001, 45002, 45003, 45004, 45008, 45034, 45052, 45074, 45161, 46001, 48001, 48003, 48004,
    48006, 48008, 48013, 48014, 89501, 89502, 89503, 89504, 89505, 89506, 89507,
  ],
  invalid: [
    40003, 40031, 40032, 40035, 40050, 40059, 40060, 40065, 40066, 40092, 40097, 40130, 40132, 41009, 43001, 43002, 43004, 43019, 44002,
    44005, 45015, 45019, 45047, 45056, 45057, 45058, 45059, 45067, 45083, 45084, 45157, 45158, 45159, 46004, 47001, 47003, 48002, 48005,
    49003, 50002, 50005, 76003, 76021, 76022,
  ],
};

const CASES = Object.entries(DOCUMENTED).flatMap(([kind, codes]) => codes.map((code) => [code, kind] as const));

describe("the table of errcodes", () => {
  it.each(CASES)("knows %i, which is %s, and a text for it", (code, kind) => {
    expect(meaningOf(code)).toEqual({ kind, text: expect.stringMatching(/./) });
    expect(meaningOf(code).text).not.toBe("unknown error");
  });

  it("holds each code once", () => {
    expect(new Set(CASES.map(([code]) => code)).size).toBe(CASES.length);
  });

  it("takes a code that nobody documents for a refusal of the request", () => {
    expect(meaningOf(99999)).toEqual({ kind: "invalid", text: "unknown error" });
    expect(meaningOf(Number.MAX_SAFE_INTEGER).kind).toBe("invalid");
  });

  it("takes a wrong secret at the token endpoint for the account's fault, not the token's", () => {
    expect(meaningAtTokenEndpoint(40001).kind).toBe("refused");
    expect(meaningAtTokenEndpoint(42001).kind).toBe("token");
  });
});

import { expect, test } from "vitest";
import { quotaReturnsAt } from "./quota-times.js";
import { WeChatError, type WeChatErrorKind } from "./wechat-error.js";

const after = (kind: WeChatErrorKind, now: string) =>
  quotaReturnsAt(new WeChatError(kind, "/cgi-bin/user/get", null, "no"), new Date(now))?.toISOString() ?? null;

test.each([
  ["quota-day", "2026-03-01T15:59:59.999Z", "2026-03-01T16:00:05.000Z"],
  ["quota-day", "2026-03-01T16:00:00.000Z", "2026-03-02T16:00:05.000Z"],
  ["quota-minute", "2026-03-01T15:59:59.999Z", "2026-03-01T16:00:05.000Z"],
  ["unclear", "2026-03-01T15:59:59.999Z", null],
] as const)("after %s at %s calls are taken again at %s", (kind, now, at) => expect(after(kind, now)).toBe(at));

import { expect, test } from "vitest";
import { readWebhookUrl } from "./webhook-url.js";

test.each([
  ["https://example.com/a?key=1#part", "https://example.com/a?key=1"],
  ["https://EXAMPLE.com", "https://example.com/"],
])("%s is kept as %s", (given, kept) => {
  expect(readWebhookUrl("url", given, false)).toBe(kept);
});

test("http:// only where a network was opened", () => {
  expect(() => readWebhookUrl("url", "http://example.com", false)).toThrow("https://");
  expect(readWebhookUrl("url", "http://example.com", true)).toBe("http://example.com/");
});

test.each([
  "",
  "example.com",
  "ftp://example.com",
  "javascript:1",
  "https://u:p@example.com",
  "https://",
  `https://e.com/${"x".repeat(2_048)}`,
])("%j is refused", (given) => {
  expect(() => readWebhookUrl("url", given, true)).toThrow(/^url: /);
});

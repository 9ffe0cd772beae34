import { describe, expect, it } from "vitest";
import { hidePersonalNumbers } from "./personal-numbers.js";

describe("hidePersonalNumbers", () => {
  it.each([
    ["no user 13912345678", "no user [phone]"],
    ["电话13912345678，+8613912345678", "电话[phone]，[phone]"],
    ['got invalid value "11010519491231002x" at', 'got invalid value "[identity number]" at'],
    ["110105491231002/11010519491231002X", "[identity number]/[identity number]"],
  ])("takes them out of %s", (text, shown) => expect(hidePersonalNumbers(text)).toBe(shown));

  it.each([
    "no user 1391234567",
    "at 1764000000123",
    "msg_id 3147483647900000001",
    "no mass send 0199d1b2-7c3a-7d10-9f52-a13912345678",
    "sync 110105194912310021234",
    "12910512345",
  ])("leaves %s", (text) => expect(hidePersonalNumbers(text)).toBe(text));
});

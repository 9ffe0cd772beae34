import { describe, expect, test } from "vitest";
import { maskIdentityCard, maskPhone } from "./personal-data.js";

describe("masking", () => {
  test.each([
    ["13812340000", "138****0000"],
    ["+8613812340000", "+86****0000"],
    ["1381234", "****"],
    ["", "****"],
  ])("phone %s → %s", (phone, masked) => expect(maskPhone(phone)).toBe(masked));

  test.each([
    ["110101199003071233", "110*************33"],
    ["110101900307123", "110**********23"],
    ["short", "****"],
  ])("identity card %s → %s", (card, masked) => expect(maskIdentityCard(card)).toBe(masked));
});

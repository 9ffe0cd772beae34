import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { identityCardForms, normaliseIdentityCard } from "./identity-card.js";

describe("normaliseIdentityCard", () => {
  it.each([
    ["11010519491231002x", "11010519491231002X"],
    [" 110105 19491231 002X ", "11010519491231002X"],
    ["１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"],
    ["110105-19491231-002ｘ", "11010519491231002X"],
    ["e12345678", "E12345678"],
    ["　 ", null],
    ["", null],
    [null, null],
  ])("%j is kept as %j", (given, kept) => expect(normaliseIdentityCard(given)).toBe(kept));
});

describe("identityCardForms", () => {
  it("gives both forms of a number of the last century", () => {
    expect(identityCardForms("11010519491231002x")).toEqual(["11010519491231002X", "110105491231002"]);
    expect(identityCardForms("110105491231002")).toEqual(["110105491231002", "11010519491231002X"]);
  });

  it.each([
    ["a later birth", "110105200012310026"],
    ["a wrong check character", "110105194912310021"],
  ])("gives one form of a number with %s", (_what, card) => expect(identityCardForms(card)).toEqual([card]));

  it.each(["", "13812345678", "1101051949123100", "1101051949123100200", "11010519491231002A", "X1010519491231002X", "王小明"])(
    "%j is none",
    (text) => expect(identityCardForms(text)).toEqual([]),
  );

  it("from either form the same two are found", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{15}$/), (old) => {
        const forms = identityCardForms(old);
        expect(identityCardForms(forms[1] ?? "").toSorted()).toEqual(forms.toSorted());
      }),
    );
  });
});

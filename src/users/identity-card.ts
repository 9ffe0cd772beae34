/** What `user_info.identity_card_sealed` is bound to, and `identity_card_hash` made for. */
export const IDENTITY_CARD_PURPOSE = "user_info.identity_card";

const CHINESE = /^(?:\d{15}|\d{17}[\dX])$/;
/** GB 11643: what each of the first 17 digits counts, and the check character for each remainder by 11. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = "10X98765432";

/** An identity number as it is kept and hashed: half-width, without blanks and hyphens, letters as capitals; null where none is left. */
export function normaliseIdentityCard(card: string | null): string | null {
  const bare = card?.normalize("NFKC").replace(/[\s-]/g, "").toUpperCase() ?? "";
  return bare === "" ? null : bare;
}

/**
 * The forms in which the number in `text` may be kept; none where `text` is no Chinese identity number of 15 or 18 characters. One
 * of 15, given out until 1999, is the same person's as that of 18 with the century and a check character added.
 */
export function identityCardForms(text: string): string[] {
  const card = normaliseIdentityCard(text) ?? "";
  if (!CHINESE.test(card)) return [];
  if (card.length === 15) return [card, withCheck(`${card.slice(0, 6)}19${card.slice(6)}`)];
  const older = card.slice(6, 8) === "19" && withCheck(card.slice(0, 17)) === card;
  return older ? [card, `${card.slice(0, 6)}${card.slice(8, 17)}`] : [card];
}

function withCheck(digits: string): string {
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(digits[place]), 0);
  return `${digits}${CHECKS[sum % 11]}`;
}

/** A mainland mobile number, with or without country code. */
const PHONE = /(?<!\w)(?:\+?86|0086)?1[3-9]\d{9}(?!\w)/g;
/** A Chinese identity number of 18 or 15 characters: region, a day of birth, serial number and check character. */
const DAY = "(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])";
const IDENTITY_CARD = new RegExp(`(?<!\\w)[1-9]\\d{5}(?:(?:19|20)\\d{2}${DAY}\\d{3}[\\dXx]|\\d{2}${DAY}\\d{3})(?!\\w)`, "g");

/** The text without the numbers that lead to a person: what logs and error messages quote of a request or a statement. */
export function hidePersonalNumbers(text: string): string {
  return text.replace(IDENTITY_CARD, "[identity number]").replace(PHONE, "[phone]");
}

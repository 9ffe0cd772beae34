import { Role, roleAtLeast } from "../graphql/roles.js";

/** Whether phones and identity numbers are shown whole. */
export function seesPersonalData(role: Role): boolean {
  return roleAtLeast(role, Role.ADMIN);
}

/** `138****0000`; a number too short to keep seven digits of is hidden whole. */
export function maskPhone(phone: string): string {
  return phone.length >= 11 ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : "****";
}

/** First three and last two characters: region and check digit, without birthday and serial number. */
export function maskIdentityCard(card: string): string {
  return card.length >= 15 ? `${card.slice(0, 3)}${"*".repeat(card.length - 5)}${card.slice(-2)}` : "****";
}

/** +86, 0086 or 86 in front of a mainland mobile number. */
const MAINLAND = /^(?:\+?86|0086)?(1\d{10})$/;

/** The number as it is kept: half-width, without blanks and hyphens, a mainland mobile without its country code; null where none is left. */
export function normalisePhone(phone: string | null): string | null {
  const bare = phone?.normalize("NFKC").replace(/[\s\-()]/g, "") ?? "";
  return bare === "" ? null : (MAINLAND.exec(bare)?.[1] ?? bare);
}

/*
 * Demo people and the simulator's people. The simulator knows people by number; 0 to its `followers` - 1 follow the account.
 * Of the demo people every 21st once followed and does not any more; they are given numbers far above, where nobody
 * follows. So person n is the same whatever the size of the base, and a base can grow.
 */
const FORMER_EVERY = 21;
const FORMER_NUMBERS_FROM = 20_000_000;

/** Whether demo person n follows the account. */
export function isFollower(n: number): boolean {
  return n % FORMER_EVERY !== FORMER_EVERY - 1;
}

/** Demo person n's number in the simulator. */
export function simulatorNumberOf(n: number): number {
  const formerBefore = Math.floor(n / FORMER_EVERY);
  return isFollower(n) ? n - formerBefore : FORMER_NUMBERS_FROM + formerBefore;
}

/** How many of the first `users` demo people follow. */
export function followersAmong(users: number): number {
  return users - Math.floor(users / FORMER_EVERY);
}

/** The fewest demo people with so many followers among them. */
export function usersFor(followers: number): number {
  return followers === 0 ? 0 : Math.floor(((followers - 1) * FORMER_EVERY) / (FORMER_EVERY - 1)) + 1;
}

/** Whether person n is on the account's blacklist: one in 200. */
export function isBlacklisted(seed: number, n: number): boolean {
  return (n + seed) % 200 === 137;
}

/** The simulator's numbers of those of the first `users` demo people who are on the blacklist. */
export function blacklistedNumbers(seed: number, users: number): number[] {
  const numbers: number[] = [];
  for (let n = 0; n < users; n++) if (isBlacklisted(seed, n)) numbers.push(simulatorNumberOf(n));
  return numbers;
}

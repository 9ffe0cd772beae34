const ROUNDS = 7;

/** By the clock, or (for what runs in this process alone) by the processor, which other programs on the machine disturb less. */
export const clock = (): number => performance.now();
/** Not the thread's: Linux counts that by its ticks, of 4 ms here. */
export function processor(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/**
 * Milliseconds a call, the median of some rounds, after one that only warms up. The variants take turns, so that a busy machine hits
 * all alike.
 */
export async function race<Name extends string>(
  variants: Record<Name, () => unknown>,
  repeat: Record<Name, number> | number,
  { rounds = ROUNDS, now = clock }: { rounds?: number; now?: () => number } = {},
): Promise<Record<Name, number>> {
  const names = Object.keys(variants) as Name[];
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const calls = typeof repeat === "number" ? repeat : repeat[name];
      const started = now();
      for (let i = 0; i < calls; i++) await variants[name]();
      if (round > 0) times.get(name)?.push((now() - started) / calls);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times.get(name) ?? [])])) as Record<Name, number>;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

export function print(claim: string, value: string, goal = "–"): void {
  console.log(`${claim}: ${value} (goal ${goal})`);
}

/**
 * What was read lately, by key: until it is cleared, and at most for `forMs`, should nobody tell of a change. Past `most` entries the
 * oldest go.
 */
export class BriefMemory<K, V> {
  private readonly entries = new Map<K, { value: V; until: number }>();
  private generation = 0;

  constructor(
    private readonly options: {
      most: number;
      forMs: number;
      /** Whether changes are heard of; without that nothing is remembered. */
      isTold: () => boolean;
      clock?: () => number;
    },
  ) {}

  get(key: K): V | undefined {
    const entry = this.entries.get(key);
    return entry && this.options.isTold() && entry.until > this.now() ? entry.value : undefined;
  }

  /** To be called before reading: what it is then given is kept, unless something changed meanwhile. */
  keeper(): (key: K, value: V) => void {
    const { generation } = this;
    const until = this.now() + this.options.forMs;
    return (key, value) => {
      if (generation !== this.generation || !this.options.isTold()) return;
      this.entries.delete(key);
      this.entries.set(key, { value, until });
      const [oldest] = this.entries.keys();
      if (oldest !== undefined && this.entries.size > this.options.most) this.entries.delete(oldest);
    };
  }

  clear(): void {
    this.generation += 1;
    this.entries.clear();
  }

  private now(): number {
    return this.options.clock?.() ?? performance.now();
  }
}

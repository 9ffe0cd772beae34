/** Something of a tenant's that takes memory and can be read from the database again. */
export interface MemoryHolder {
  readonly bytes: number;
  /** Lets go of it, now or as soon as it is stored. */
  release(): void;
}

/** Keeps what tenants hold in memory below a bound, by letting go of those that were asked longest ago. */
export class MemoryBound {
  private readonly holders = new Set<MemoryHolder>();

  constructor(readonly mostBytes: number) {}

  /** `holder` was just asked: it stays, whatever it takes. */
  used(holder: MemoryHolder): void {
    this.holders.delete(holder);
    this.holders.add(holder);
    let bytes = 0;
    for (const each of this.holders) bytes += each.bytes;
    for (const each of this.holders) {
      if (bytes <= this.mostBytes || each === holder) return;
      bytes -= each.bytes;
      this.holders.delete(each);
      each.release();
    }
  }
}

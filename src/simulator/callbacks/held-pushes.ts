import type { Clock } from "../clock.js";

/** A push held back for reordering goes out by then, even if no other overtakes it. */
const LONGEST_HOLD_MS = 60_000;

/** Pushes that wait for the next one to overtake them. */
export class HeldPushes {
  private readonly releases = new Set<() => void>();

  constructor(private readonly clock: Clock) {}

  /** Resolves when another push has gone by. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      const release = () => {
        cancel();
        this.releases.delete(release);
        resolve();
      };
      const cancel = this.clock.schedule(this.clock.now() + LONGEST_HOLD_MS, release);
      this.releases.add(release);
    });
  }

  releaseAll(): void {
    for (const release of [...this.releases]) release();
  }
}

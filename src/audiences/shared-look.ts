/**
 * Shares a look among those who ask at the same time. One that began before somebody asked may have missed what they just
 * committed, so at most one runs and one waits.
 */
export class SharedLook<T> {
  private running: Promise<T> | null = null;
  private next: Promise<T> | null = null;

  constructor(private readonly look: () => Promise<T>) {}

  /** What a look that begins after this call sees. */
  fresh(): Promise<T> {
    if (this.next) return this.next;
    if (!this.running) return this.begin();
    this.next = this.running
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        this.next = null;
        return this.begin();
      });
    return this.next;
  }

  private begin(): Promise<T> {
    const running = this.look().finally(() => {
      this.running = null;
    });
    this.running = running;
    return running;
  }
}

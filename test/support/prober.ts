const PATIENCE_MS = 15_000;

/** Asks one thing after the other, from several callers at once, each on a connection of its own, until it is told to stop. */
export class Prober {
  readonly failures: string[] = [];
  answered = 0;
  private stopping = false;
  private readonly callers: Promise<void>[];

  /** `ask` makes one request and gives null, or says what was wrong with the answer. */
  constructor(callers: number, ask: (signal: AbortSignal, nth: number) => Promise<string | null>) {
    let nth = 0;
    const goOn = async () => {
      while (!this.stopping) {
        const wrong = await ask(AbortSignal.timeout(PATIENCE_MS), nth++).catch((error: unknown) => String(error));
        if (wrong === null) this.answered++;
        else this.failures.push(wrong);
      }
    };
    this.callers = Array.from({ length: callers }, goOn);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.callers);
  }
}

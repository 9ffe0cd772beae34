/** Lets `places` pieces of work run at a time; the others wait in the order they came. */
export class Turns {
  private readonly waiting: (() => void)[] = [];

  constructor(private places: number) {}

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.places > 0) this.places--;
    else await new Promise<void>((go) => this.waiting.push(go));
    try {
      return await work();
    } finally {
      // The place goes straight to the next one: nobody can slip in between.
      const next = this.waiting.shift();
      if (next) next();
      else this.places++;
    }
  }
}

import type { Database } from "../../src/platform/database/database.js";

/** A process's way to the database, cut off for good when the process dies: what it had not committed is rolled back. */
export class MortalDatabase {
  private dead = false;
  /** Dies before the n-th statement from now; none by default. */
  lifeLeft = Number.POSITIVE_INFINITY;

  constructor(private readonly database: Database) {}

  die(): void {
    this.dead = true;
  }

  get isDead(): boolean {
    return this.dead;
  }

  /** The database as this process sees it. */
  view(): Database {
    const { database } = this;
    const guarded = <T extends { query: (...args: never[]) => unknown }>(target: T): T =>
      new Proxy(target, {
        get: (object, key) => {
          const value: unknown = Reflect.get(object, key);
          if (typeof value !== "function") return value;
          if (key !== "query") return value.bind(object);
          return (...args: never[]) => {
            // A COPY is a stream, which pg gives back as it is.
            if (typeof args[0] !== "string") return this.orThrow(() => Reflect.apply(value, object, args));
            return Promise.resolve().then(() => this.orThrow(() => Reflect.apply(value, object, args)));
          };
        },
      });
    return {
      ...database,
      pool: guarded(database.pool),
      transaction: (work) =>
        database.transaction(async (tx) => {
          const result = await work(guarded(tx));
          this.live();
          return result;
        }),
    };
  }

  private orThrow<T>(act: () => T): T {
    this.live();
    return act();
  }

  private live(): void {
    if (--this.lifeLeft <= 0) this.dead = true;
    if (this.dead) throw new Error("this process is dead");
  }
}

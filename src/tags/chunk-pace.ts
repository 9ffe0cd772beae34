/** Rows (users × tags) of a job's first chunk. */
export const FIRST_ROWS = 10_000;
const MOST_ROWS = 50_000;
const LEAST_ROWS = 50;
/** A chunk's locks last about this long: nobody waits for one for a second, and beginning and committing cost little beside it. */
const AIM_MS = 250;
/** One chunk says little: the size at most doubles from one to the next, and falls to a quarter. */
const MOST_GROWTH = 2;
const LEAST_GROWTH = 0.25;
/** A transaction that takes longer is given up with its chunk, by the database: its locks go within a second, whatever holds it up. */
const LIMIT_MS = 800;

/** How many users the next chunk of a job has, by how long those before took. */
export class ChunkPace {
  /** How often the limit was doubled since the least chunks were given up, too. */
  private doublings = 0;

  constructor(
    private readonly tags: number,
    private rows: number = FIRST_ROWS,
  ) {}

  get users(): number {
    return Math.max(1, Math.floor(this.rows / this.tags));
  }

  /** The longest that the next chunk's transaction may take. For the smallest it doubles each time: the job ends however slow the database is. */
  get limitMs(): number {
    return LIMIT_MS * 2 ** this.doublings;
  }

  took(users: number, milliseconds: number): void {
    // Back step by step: where a commit alone takes a second, every other chunk would be given up else.
    if (milliseconds < this.limitMs / 4) this.doublings = Math.max(0, this.doublings - 1);
    const growth = Math.min(MOST_GROWTH, Math.max(LEAST_GROWTH, AIM_MS / Math.max(1, milliseconds)));
    // A job's last chunk is smaller, and quick for that.
    if (users < this.users && growth > 1) return;
    this.resize(users * this.tags * growth);
  }

  tooSlow(): void {
    if (this.rows === LEAST_ROWS) this.doublings += 1;
    this.resize(this.rows * LEAST_GROWTH);
  }

  private resize(rows: number): void {
    this.rows = Math.round(Math.min(MOST_ROWS, Math.max(LEAST_ROWS, rows)));
  }
}

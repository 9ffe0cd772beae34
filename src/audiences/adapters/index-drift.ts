/** How an audience index differs from the tables it was made from. */
export interface IndexDrift {
  /** Users compared. */
  users: number;
  /** Ordinals, ascending, of those of whom the index knows something else, or whom only one side has. */
  differing: number[];
}

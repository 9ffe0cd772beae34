/**
 * Which bitmaps stand where in the kernels' own memory, so that those looked at again and again (a tag's, for each preview) are copied there
 * once. Bitmaps are known by themselves, since none is ever changed; one that nobody holds any more leaves its place to another.
 */
export class Residents {
  /** When each came, and its place: `time × places + place`. */
  private readonly arrivals = new WeakMap<Uint32Array, number>();
  /** Of each place: the last arrival there. */
  private readonly last: Float64Array;
  private time = 0;

  constructor(private readonly places: number) {
    this.last = new Float64Array(places).fill(-1);
  }

  /** Where it stands, if it does. */
  find(words: Uint32Array): number | undefined {
    const arrival = this.arrivals.get(words);
    if (arrival === undefined) return undefined;
    const place = arrival % this.places;
    return this.last[place] === arrival ? place : undefined;
  }

  /**
   * A place for it to be copied to. Once all are taken any one: where more are looked at in turns than there are places, the one that came
   * first would be just the next to be asked for.
   */
  take(words: Uint32Array): number {
    const place = this.time < this.places ? this.time : Math.floor(Math.random() * this.places);
    const arrival = this.time * this.places + place;
    this.time += 1;
    this.last[place] = arrival;
    this.arrivals.set(words, arrival);
    return place;
  }
}

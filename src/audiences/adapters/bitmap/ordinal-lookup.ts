const PAGE_BITS = 10;
const PAGE = 1 << PAGE_BITS;
const NOBODY = -1;

/** Finds ordinals by user id while a rebuild runs: 4 bytes a user where ids are dense, as counted-up ids mostly are. */
export class OrdinalLookup {
  private readonly pages: Int32Array[] = [];

  set(userId: number, ordinal: number): void {
    let page = this.pages[userId >>> PAGE_BITS];
    if (!page) {
      page = new Int32Array(PAGE).fill(NOBODY);
      this.pages[userId >>> PAGE_BITS] = page;
    }
    page[userId & (PAGE - 1)] = ordinal;
  }

  /** -1 for an id never set. */
  get(userId: number): number {
    return this.pages[userId >>> PAGE_BITS]?.[userId & (PAGE - 1)] ?? NOBODY;
  }
}

/** Users' keys of a tenant stand at this many slots, so that many are read by few commands. */
const SHARDS = 128;

/** The names of what is kept of positions. What is in braces chooses the node. */
export class LocationKeys {
  constructor(private readonly prefix: string) {}

  user(tenantId: number, userId: number): string {
    return `${this.prefix}:position:{${tenantId}:u${userId % SHARDS}}:${userId}`;
  }

  /** `place`: "row.column.day", a cell on one day. */
  setAndTimes(tenantId: number, place: string): [string, string] {
    const end = place.lastIndexOf(".");
    const [set = ""] = this.sets(tenantId, place.slice(0, end), [Number(place.slice(end + 1))]);
    return [set, `${set}:at`];
  }

  /** Of one cell. */
  sets(tenantId: number, cell: string, days: readonly number[]): string[] {
    return days.map((day) => `${this.prefix}:near:{${tenantId}:${cell}}:${day}`);
  }

  /** Users whose keys stand at one slot, at most so many together. */
  sameNode(userIds: readonly number[], atMost: number): number[][] {
    const pages: number[][] = [];
    const open = new Map<number, number[]>();
    for (const userId of userIds) {
      let page = open.get(userId % SHARDS);
      if (page === undefined || page.length === atMost) {
        page = [];
        pages.push(page);
        open.set(userId % SHARDS, page);
      }
      page.push(userId);
    }
    return pages;
  }
}

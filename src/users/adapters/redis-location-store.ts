import type { Cluster } from "ioredis";
import type { NearArea } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import type { RedisCluster } from "../../platform/redis/index.js";
import type { LocationStore, Position, UserPosition } from "../location-store.port.js";
import { LOCATION_MS } from "../user-locations.js";
import { cellOf, cellsTouching, GEO_LATITUDE, isSearchable } from "./geo-cells.js";
import { LocationKeys } from "./location-keys.js";
import { type LocationRecord, readRecord, writeRecord } from "./location-record.js";
import { ERASE, LEFT, NOTE, PUT, READ, SEARCH, TAKE_OUT } from "./location-scripts.js";
import { EARTH_RADIUS, exact, isWithin } from "./near-cells.js";
import { PostgresLocationStore } from "./postgres-location-store.js";

export interface RedisLocationParts {
  cluster: RedisCluster;
  /** Who is whose user, and their ordinals. */
  database: Pick<Database, "pool">;
  prefix: string;
  clock: () => Date;
}

const DAY_MS = 86_400_000;
/** People written together. */
const WRITES_AT_ONCE = 200;
/** Questions under way together, and records asked for by one: more, and their answers come in one piece that holds up everybody else. */
const READS_AT_ONCE = 16;
const RECORDS_AT_ONCE = 100;
/** The ball that GEOSEARCH measures on. */
const REDIS_EARTH_RADIUS = 6_372_797.560856;
/** GEO sets know places to 0.6 m. */
const GEO_SLACK_METERS = 2;
const FOREVER = Number.MAX_SAFE_INTEGER;

/**
 * A Redis Cluster: a key for each user with their newest record, which is what counts, and for each tenant, cell and day a GEO set,
 * which only says whose records to read. Keys end LOCATION_DAYS after the report, sets as their day does, so nothing has to be swept.
 *
 * A report is put into its set first, then noted at the user, then the user is taken out of the sets they were in before. Whatever is cut
 * off between leaves somebody in a set too many, which the record tells, and in none too few; the callback that brought the report is
 * tried again. Everything is in the order of reports' times, whoever writes them when.
 */
export class RedisLocationStore implements LocationStore {
  private readonly client: Cluster;
  private readonly keys: LocationKeys;

  constructor(private readonly parts: RedisLocationParts) {
    this.client = parts.cluster.client;
    this.keys = new LocationKeys(parts.prefix);
  }

  async save(positions: readonly UserPosition[]): Promise<void> {
    const over = new Date(this.parts.clock().getTime() - LOCATION_MS);
    const fresh = positions.filter(({ at }) => at > over);
    if (fresh.length === 0) return;
    const ordinals = await this.ordinalsOf(fresh);
    const known = fresh.flatMap((position) => {
      const ordinal = ordinals.get(`${position.tenantId}/${position.userId}`);
      return ordinal === undefined ? [] : [{ ...position, ordinal }];
    });
    await together(known, WRITES_AT_ONCE, (one) => this.parts.cluster.within(this.saveOne(one)));
  }

  async newest(tenantId: number, userIds: readonly number[], since: Date): Promise<Map<number, Position>> {
    const records = await this.parts.cluster.within(this.recordsOf(tenantId, userIds));
    const fresh = [...records].filter(([, { at }]) => at > since);
    return new Map(
      fresh.map(([userId, { latitude, longitude, precisionMeters, at }]) => [userId, { latitude, longitude, precisionMeters, at }]),
    );
  }

  near(tenantId: number, area: NearArea, since: Date): Promise<Uint32Array> {
    return this.parts.cluster.within(this.find(tenantId, area, since));
  }

  /** Redis does so by itself; what the table holds is of the time before the cluster. */
  forget(since: Date): Promise<number> {
    return new PostgresLocationStore(this.parts.database).forget(since);
  }

  /** Nothing is left of these users, unless a report of them is being written meanwhile. Gives how many of them had a position. */
  async erase(tenantId: number, userIds: readonly number[]): Promise<number> {
    const erased = await together(userIds, WRITES_AT_ONCE, (userId) => this.parts.cluster.within(this.eraseOne(tenantId, userId)));
    return erased.filter((had) => had).length;
  }

  async known(tenantId: number, userIds: readonly number[]): Promise<number[]> {
    return [...(await this.parts.cluster.within(this.recordsOf(tenantId, userIds))).keys()];
  }

  private async ordinalsOf(positions: readonly UserPosition[]): Promise<Map<string, number>> {
    const { rows } = await this.parts.database.pool.query<{ user: string; ordinal: number }>(
      `SELECT u.tenant_id || '/' || u.user_id AS user, u.ordinal FROM unnest($1::int[], $2::int[]) AS p (tenant_id, user_id)
       JOIN users u ON u.user_id = p.user_id AND u.tenant_id = p.tenant_id`,
      [positions.map(({ tenantId }) => tenantId), positions.map(({ userId }) => userId)],
    );
    return new Map(rows.map(({ user, ordinal }) => [user, ordinal]));
  }

  private async saveOne(position: UserPosition & { ordinal: number }): Promise<void> {
    const { tenantId, userId } = position;
    const at = position.at.getTime();
    const record = { ...position, latitude: exact(position.latitude), longitude: exact(position.longitude) };
    const day = Math.min(dayOf(at), this.today() + 1);
    const place = `${cellOf(record)}.${day}`;
    const latitude = Math.max(-GEO_LATITUDE, Math.min(GEO_LATITUDE, record.latitude));
    const where = [userId, at, record.longitude, latitude, (day + 1) * DAY_MS + LOCATION_MS];
    await PUT.run(this.client, this.keys.setAndTimes(tenantId, place), where);
    const key = this.keys.user(tenantId, userId);
    const noted = await NOTE.run(this.client, [key], [at, place, writeRecord(record, place), at + LOCATION_MS]);
    await this.takeOut(tenantId, userId, noted as string[], at);
  }

  /** Out of places where no report after `at` put them. */
  private async takeOut(tenantId: number, userId: number, places: readonly string[], at: number): Promise<void> {
    if (places.length === 0) return;
    for (const place of places) await TAKE_OUT.run(this.client, this.keys.setAndTimes(tenantId, place), [userId, at]);
    await LEFT.run(this.client, [this.keys.user(tenantId, userId)], [at, ...places]);
  }

  private async eraseOne(tenantId: number, userId: number): Promise<boolean> {
    const key = this.keys.user(tenantId, userId);
    for (;;) {
      const { record, ...places } = await this.client.hgetall(key);
      if (record === undefined) return false;
      for (const field of Object.keys(places)) {
        await TAKE_OUT.run(this.client, this.keys.setAndTimes(tenantId, field.slice("in:".length)), [userId, FOREVER]);
      }
      if ((await ERASE.run(this.client, [key], [record])) === 1) return true;
    }
  }

  private async find(tenantId: number, area: NearArea, since: Date): Promise<Uint32Array> {
    const center = { latitude: exact(area.latitude), longitude: exact(area.longitude), radiusMeters: area.radiusMeters };
    const candidates = await this.candidates(tenantId, center, since);
    const records = await this.recordsOf(tenantId, [...candidates]);
    const found: number[] = [];
    for (const record of records.values()) if (record.at > since && isWithin(center, record)) found.push(record.ordinal);
    return Uint32Array.from(found).sort();
  }

  private async candidates(tenantId: number, area: NearArea, since: Date): Promise<Set<number>> {
    const from = Math.max(dayOf(since.getTime()), dayOf(this.parts.clock().getTime() - LOCATION_MS));
    const days = Array.from({ length: Math.max(0, this.today() + 2 - from) }, (_, i) => from + i);
    const meters = area.radiusMeters * (REDIS_EARTH_RADIUS / EARTH_RADIUS) + GEO_SLACK_METERS;
    const where = isSearchable(area) ? [area.longitude, area.latitude, meters] : [];
    const users = new Set<number>();
    await together(cellsTouching(area), READS_AT_ONCE, async (cell) => {
      const found = (await SEARCH.run(this.client, this.keys.sets(tenantId, cell, days), where)) as string;
      if (found !== "") for (const user of found.split(",")) users.add(Number(user));
    });
    return users;
  }

  private async recordsOf(tenantId: number, userIds: readonly number[]): Promise<Map<number, LocationRecord>> {
    const records = new Map<number, LocationRecord>();
    await together(this.keys.sameNode(userIds, RECORDS_AT_ONCE), READS_AT_ONCE, async (page) => {
      const keys = page.map((userId) => this.keys.user(tenantId, userId));
      const lines = ((await READ.run(this.client, keys, [])) as string).split("\n");
      page.forEach((userId, i) => {
        const record = readRecord(lines[i] ?? "");
        if (record !== null) records.set(userId, record);
      });
    });
    return records;
  }

  private today(): number {
    return dayOf(this.parts.clock().getTime());
  }
}

const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);

/** `work` for each, so many of them together, in any order; none is begun after one failed. */
async function together<T, R>(items: readonly T[], atOnce: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const rest = items.values();
  let failed = false;
  const worker = async () => {
    for (const item of rest) {
      if (failed) return;
      const result = await work(item).catch((error: unknown) => {
        failed = true;
        throw error;
      });
      results.push(result);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}

import type { NearArea } from "../../audiences/index.js";
import type { Database } from "../../platform/database/database.js";
import type { LocationStore, Position, UserPosition } from "../location-store.port.js";
import { CELL_SQL, exact, haversineOf, nearCells } from "./near-cells.js";

const FORGET_AT_ONCE = 10_000;

interface Row {
  user_id: number;
  latitude: number;
  longitude: number;
  precision_meters: number | null;
  at: Date;
}

/** Table `user_location`. */
export class PostgresLocationStore implements LocationStore {
  constructor(private readonly database: Pick<Database, "pool">) {}

  async save(positions: readonly UserPosition[]): Promise<void> {
    const rounded = positions.map((one) => ({ ...one, latitude: exact(one.latitude), longitude: exact(one.longitude) }));
    const column = (name: keyof UserPosition) => rounded.map((position) => position[name]);
    const columns = (["tenantId", "userId", "latitude", "longitude", "precisionMeters", "at"] as const).map(column);
    await this.database.pool.query(SAVE, columns);
  }

  async newest(tenantId: number, userIds: readonly number[], since: Date): Promise<Map<number, Position>> {
    const { rows } = await this.database.pool.query<Row>(
      `SELECT user_id, latitude, longitude, precision_meters, at FROM user_location
       WHERE user_id = ANY($2::int[]) AND tenant_id = $1 AND at > $3`,
      [tenantId, userIds, since],
    );
    return new Map(rows.map((row) => [row.user_id, positionOf(row)]));
  }

  async near(tenantId: number, area: NearArea, since: Date): Promise<Uint32Array> {
    const { from, to } = nearCells(area);
    const { rows } = await this.database.pool.query<{ ordinals: Buffer | null }>(NEAR, [
      ...[tenantId, from, to, since, exact(area.latitude), exact(area.longitude)],
      haversineOf(area.radiusMeters),
    ]);
    const bytes = rows[0]?.ordinals ?? Buffer.alloc(0);
    return Uint32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readInt32BE(i * 4)).sort();
  }

  async forget(since: Date): Promise<number> {
    for (let forgotten = 0; ; ) {
      const { rowCount } = await this.database.pool.query(
        `DELETE FROM user_location
         WHERE user_id IN (SELECT user_id FROM user_location WHERE at <= $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED) AND at <= $1`,
        [since, FORGET_AT_ONCE],
      );
      forgotten += rowCount ?? 0;
      if ((rowCount ?? 0) < FORGET_AT_ONCE) return forgotten;
    }
  }
}

/** In the order of users, so that two processes never wait for each other. */
const SAVE = `
  INSERT INTO user_location (user_id, tenant_id, ordinal, latitude, longitude, precision_meters, at)
  SELECT u.user_id, u.tenant_id, u.ordinal, p.latitude, p.longitude, p.precision_meters, p.at
  FROM unnest($1::int[], $2::int[], $3::float8[], $4::float8[], $5::float8[], $6::timestamptz[])
    AS p (tenant_id, user_id, latitude, longitude, precision_meters, at)
  JOIN users u ON u.user_id = p.user_id AND u.tenant_id = p.tenant_id
  ORDER BY u.user_id
  ON CONFLICT (user_id) DO UPDATE SET
    latitude = EXCLUDED.latitude, longitude = EXCLUDED.longitude, precision_meters = EXCLUDED.precision_meters, at = EXCLUDED.at,
    ordinal = EXCLUDED.ordinal
  WHERE user_location.at < EXCLUDED.at`;

/** By the haversine of the distance. Ordinals come as bytes: as rows, 20,000 of them take longer to parse than to find. */
const NEAR = `
  SELECT string_agg(int4send(l.ordinal), '') AS ordinals
  FROM unnest($2::int[], $3::int[]) AS cells (first, last)
  JOIN user_location l ON l.tenant_id = $1 AND ${CELL_SQL} BETWEEN cells.first AND cells.last
  WHERE l.at > $4 AND l.ordinal IS NOT NULL
    AND power(sin(radians(l.latitude - $5) / 2), 2)
      + cos(radians(l.latitude)) * cos(radians($5)) * power(sin(radians(l.longitude - $6) / 2), 2) <= $7`;

function positionOf({ latitude, longitude, precision_meters: precisionMeters, at }: Row): Position {
  return { latitude, longitude, precisionMeters, at };
}

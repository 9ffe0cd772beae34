import { prepareForBulk, skipForeignKeyChecks } from "../src/platform/database/bulk-load.js";
import type { Database } from "../src/platform/database/database.js";

export const USERS = 1_000_000;
export const CALLBACKS = 2_000_000;
const SENDS = 2_000;
const AT_ONCE = 50_000;

/** As long as WeChat's, and as random. */
export const openidOf = (n: string) => `'o' || substr(translate(encode(sha256((${n})::text::bytea), 'base64'), E'+/=\\n', '_-'), 1, 27)`;

/** Who posted callback i: a few people much, most a few times. */
const SENDER = `(power((i::bigint * 7919 % ${CALLBACKS})::float8 / ${CALLBACKS}, 2) * ${USERS})::int % ${USERS}`;

/**
 * $1 to $2 of the callbacks: positions, messages, clicks, follows, and once in 500 what WeChat tells of a person under another
 * sender's name.
 */
const LOAD_CALLBACKS = `
  INSERT INTO callback (tenant_id, dedupe_key, event, openid, payload, details, processed_at)
  SELECT 1, event || ':' || openid || ':' || i, event, openid, head || more, head || more, now()
  FROM (SELECT i, openid, event,
      jsonb_build_object('ToUserName', 'gh_0123456789ab', 'FromUserName', openid, 'CreateTime', (1764000000 + i)::text, 'MsgType', 'event', 'Event', event) AS head,
      CASE i % 10 WHEN 0 THEN jsonb_build_object('Content', '你好 ' || i, 'MsgId', (23000000000000000 + i)::text)
        WHEN 1 THEN jsonb_build_object('EventKey', 'https://shop.example/item?id=' || i, 'MenuId', '431')
        WHEN 2 THEN jsonb_build_object('EventKey', 'qrscene_' || i % 999, 'Ticket', md5(i::text) || md5((i + 1)::text))
        ELSE jsonb_build_object('Latitude', '22.' || i, 'Longitude', '113.' || i, 'Precision', '40.000000') END
      || CASE WHEN i % 500 = 7 THEN jsonb_build_object('OpenID', about, 'RevokeInfo', '1') ELSE '{}' END AS more
    FROM (SELECT i, ${openidOf(SENDER)} AS openid, ${openidOf(`(${SENDER} + 13) % ${USERS}`)} AS about,
        CASE WHEN i % 500 = 7 THEN 'user_info_modified' ELSE (ARRAY['message:text', 'VIEW', 'SCAN', 'LOCATION'])[least(i % 10, 3) + 1] END AS event
      FROM generate_series($1::int + 1, $2::int) AS i) one) all_of_it`;

const LOAD_PEOPLE = [
  `INSERT INTO users (user_id, tenant_id, ordinal, openid, unionid, phone, subscribed)
   SELECT i, 1, i, ${openidOf("i")}, 'u' || substr(${openidOf("'u' || i")}, 2), '1' || (3000000000 + i), true FROM generate_series($1::int + 1, $2::int) AS i`,
  `INSERT INTO user_info (user_id, nickname, real_name) SELECT i, '用户' || i, '王' || i FROM generate_series($1::int + 1, $2::int) AS i`,
  `INSERT INTO user_tag (tag_id, user_id) SELECT 1 + (i * 7 + t * 13) % 200, i FROM generate_series($1::int + 1, $2::int) AS i, generate_series(1, 3) AS t`,
  `INSERT INTO user_location (user_id, tenant_id, latitude, longitude, at)
   SELECT i, 1, 22.5, 113.9, now() FROM generate_series($1::int + 1, $2::int) AS i WHERE i % 3 = 0`,
];

/** One brand with everything that a deletion looks at, in the size of a big one. */
export async function loadBase(database: Database): Promise<void> {
  const { pool } = database;
  await pool.query(
    "INSERT INTO tenant (id, name, app_id, app_secret_sealed, callback_token_sealed) VALUES (1, 'bench', 'wxbench', '', '')",
  );
  await pool.query("INSERT INTO tenant_counter (tenant_id, next_ordinal) VALUES (1, $1)", [USERS + 1]);
  await pool.query("INSERT INTO tag (id, tenant_id, name) SELECT i, 1, 'tag ' || i FROM generate_series(1, 200) AS i");
  const { rows: indexes } = await pool.query<{ indexname: string; indexdef: string }>(
    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('user_info', 'callback') AND indexname NOT LIKE '%_pkey'",
  );
  for (const { indexname } of indexes) await pool.query(`DROP INDEX ${indexname}`);
  for (const statement of LOAD_PEOPLE) await inParts(database, USERS, statement);
  await inParts(database, CALLBACKS, LOAD_CALLBACKS);
  await database.transaction(async (tx) => {
    await prepareForBulk(tx);
    for (const { indexdef } of indexes) await tx.query(indexdef);
  });
  await pool.query(
    `INSERT INTO mass_send (id, tenant_id, name, audience, audience_text, content_kind, content, created_by_id)
     SELECT gen_random_uuid(), 1, 'send', jsonb_build_object('openids', (SELECT jsonb_agg(${openidOf("n + i")}) FROM generate_series(1, 200) AS n)),
       '', 'TEXT', '{}', 0 FROM generate_series(1, $1::int) AS i`,
    [SENDS],
  );
  await vacuum(database);
}

/** With the time it takes; VACUUM takes no transaction. */
async function vacuum({ pool }: Database): Promise<void> {
  const session = await pool.connect();
  try {
    await session.query("SET statement_timeout = 0");
    await session.query("VACUUM ANALYZE");
  } finally {
    session.release(true);
  }
}

async function inParts(database: Database, rows: number, statement: string): Promise<void> {
  for (let after = 0; after < rows; after += AT_ONCE) {
    await database.transaction(async (tx) => {
      await prepareForBulk(tx);
      await skipForeignKeyChecks(tx);
      await tx.query(statement, [after, after + AT_ONCE]);
    });
  }
}

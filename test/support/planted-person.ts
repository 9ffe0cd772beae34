import { wordsOfName } from "../../src/audiences/adapters/elasticsearch/name-words.js";
import { PostgresCallbackStore } from "../../src/callbacks/adapters/postgres-callback-store.js";
import type { CallbackFields } from "../../src/callbacks/callback-body.js";
import { callbackOf } from "../../src/callbacks/callback-message.js";
import { IDENTITY_CARD_PURPOSE } from "../../src/users/index.js";
import { act, createSend, until } from "./mass-sends.js";
import { dump } from "./table-dump.js";
import { Role, type World } from "./world.js";

/** Somebody of whom everything is known that can be, with a finished send to them. */
export interface Person {
  userId: number;
  openid: string;
  unionid: string;
  miniProgramOpenid: string;
  phone: string;
  nickname: string;
  realName: string;
  qq: string;
  wechat: string;
  remark: string;
  password: string;
  headImageUrl: string;
  identityCard: string;
  /** As the database shows the keyed hash that finds it. */
  identityHash: string;
  tagId: number;
  sendId: string;
}

/** What may stand nowhere once the person is gone. */
export function secretsOf(person: Person): string[] {
  const { userId, tagId, sendId, ...secrets } = person;
  return Object.values(secrets);
}

/** What may stand in no index of people either, which keeps names as words of their characters. */
export function indexedSecretsOf(person: Person): string[] {
  return secretsOf(person).flatMap((secret) => [secret, phraseOf(secret)]);
}

/** A text as it stands inside a longer one in the index: without the word that says it ends there. */
export function phraseOf(text: string): string {
  return (wordsOfName(text) ?? "").split(" ").slice(0, -1).join(" ");
}

/** Which of the person's secrets stand where in the database, as "table: secret". */
export async function tracesOf(person: Person, { test }: Pick<World, "test">): Promise<string[]> {
  const tables = await dump(test.database);
  const hits = secretsOf(person).flatMap((secret) =>
    tables.filter(({ text }) => text.includes(secret)).map(({ name }) => `${name}: ${secret}`),
  );
  return [...new Set(hits)].sort();
}

/** Makes one of the seeded followers such a person; each `number` (from 1) once, tagged together with one more follower. */
export async function plantPerson(world: World, number: number): Promise<Person> {
  const { pool } = world.test.database;
  const { rows } = await pool.query<{ userId: number; openid: string }>(
    `SELECT user_id AS "userId", openid FROM users JOIN user_info USING (user_id)
     WHERE tenant_id = $1 AND subscribed AND NOT blacklisted AND status = 'NORMAL' ORDER BY ordinal`,
    [world.tenant.id],
  );
  const [found, other] = [rows[number], rows.at(-number)];
  if (!found || !other) throw new Error(`there is no follower ${number}`);
  const identityCard = `11010519491231${1_000 + number}`;
  const made = {
    ...found,
    ...{
      unionid: `oUnion${String(number).padStart(10, "0")}OfThePerson`,
      miniProgramOpenid: `mMini${number}OfThePerson`,
      phone: `139${1_000 + number}5555`,
    },
    ...{
      nickname: `昵称王小明${number}号`,
      realName: `真名王大明${number}号`,
      qq: `77700${number}888`,
      wechat: `wxname${number}person`,
    },
    ...{ remark: `remark ${number} of the person`, password: `legacy${number}password` },
    headImageUrl: `https://img.example/${number}/person.png`,
    ...{
      identityCard,
      identityHash: Buffer.from(world.app.core.options.sealer.fingerprint(identityCard, IDENTITY_CARD_PURPOSE)).toString("hex"),
    },
  };
  await plantRows(world, made);
  const tagId = await plantTag(world, made, other.userId);
  await plantCallbacks(world, made, other.openid);
  const approver = await world.operator(Role.ADMIN);
  const { id: sendId } = await createSend(approver, {
    audience: { any: [{ openids: [made.openid, other.openid] }, { tag: String(tagId) }] },
  });
  await act(approver, "start", sendId);
  await until(approver, sendId, ({ finishedAt }) => finishedAt !== null);
  return { ...made, tagId, sendId };
}

type Made = Omit<Person, "tagId" | "sendId">;

async function plantRows({ test, tenant, app }: World, person: Made): Promise<void> {
  const { pool } = test.database;
  const { userId } = person;
  const { sealer } = app.core.options;
  await pool.query("UPDATE users SET unionid = $2, mini_program_openid = $3, phone = $4, remark = $5, source = 7 WHERE user_id = $1", [
    ...[userId, person.unionid, person.miniProgramOpenid, person.phone, person.remark],
  ]);
  await pool.query("DELETE FROM user_info WHERE user_id = $1", [userId]);
  await pool.query(
    `INSERT INTO user_info (user_id, nickname, real_name, sex, birthday, qq, wechat, head_image_url, identity_card_sealed, identity_card_hash, vip, job)
     VALUES ($1, $2, $3, 'MALE', '1990-01-02', $4, $5, $6, $7, $8, true, 'cook')`,
    [
      ...[userId, person.nickname, person.realName, person.qq, person.wechat, person.headImageUrl],
      ...[sealer.seal(person.identityCard, IDENTITY_CARD_PURPOSE), Buffer.from(person.identityHash, "hex")],
    ],
  );
  await pool.query("INSERT INTO user_fav (user_id, pay_type) VALUES ($1, 1) ON CONFLICT DO NOTHING", [userId]);
  await pool.query("INSERT INTO user_location (user_id, tenant_id, latitude, longitude, at) VALUES ($1, $2, 22.5, 113.9, now())", [
    ...[userId, tenant.id],
  ]);
  await pool.query("INSERT INTO legacy_credential (user_id, rand, password) VALUES ($1, 'x', $2)", [userId, person.password]);
  await pool.query(
    "INSERT INTO sync_job (id, tenant_id, kind, status, cursor, finished_at) VALUES (gen_random_uuid(), $1, 'ALL', 'FAILED', to_jsonb($2::text), now())",
    [...[tenant.id, person.openid]],
  );
  await plantImport(test.database.pool, person.openid);
}

/** An import that was cut off after the person, whose tag it could not take over. */
async function plantImport(pool: World["test"]["database"]["pool"], openid: string): Promise<void> {
  const position = { phase: "tags", after: Buffer.from(openid).toString("hex") };
  const { rows } = await pool.query<{ id: string }>(
    "INSERT INTO import_run (id, source, position, counts) VALUES (gen_random_uuid(), $1, $2, '{}') RETURNING id",
    [`test ${openid.slice(-4)}`, position],
  );
  await pool.query(
    "INSERT INTO import_reject (run_id, table_name, key, reason) VALUES ($1, 'tags', $2, 'there is no user with this openid')",
    [...[rows[0]?.id, openid]],
  );
}

/** A tag the person and somebody else carry, at WeChat too, with a rule that lists the person. */
async function plantTag(world: World, { userId, openid }: Made, otherId: number): Promise<number> {
  const { pool } = world.test.database;
  const operator = await world.operator(Role.OPERATOR);
  const tag = await operator.get<{ createTag: { id: string } }>("mutation($n: String!) { createTag(input: { name: $n }) { id } }", {
    n: `of ${userId}`,
  });
  const tagId = Number(tag.createTag.id);
  const audience = { users: [String(userId), String(otherId)] };
  const { tagUsers } = await operator.get<{ tagUsers: { id: string } }>(
    "mutation($input: TagUsersInput!) { tagUsers(input: $input) { id } }",
    { input: { tagIds: [String(tagId)], audience } },
  );
  for (;;) {
    const { tagJob } = await operator.get<{ tagJob: { status: string } }>(`{ tagJob(id: "${tagUsers.id}") { status } }`);
    if (tagJob.status === "SUCCEEDED") break;
  }
  await pool.query("UPDATE tag SET rule = $2 WHERE id = $1", [tagId, { not: { openids: [openid] } }]);
  await pool.query("INSERT INTO segment (tenant_id, name, audience) VALUES ($1, $2, $3)", [
    ...[world.tenant.id, `with ${userId}`, { any: [{ openids: [openid] }, { vip: true }] }],
  ]);
  await pool.query("INSERT INTO wechat_user_tag (tag_id, user_id) VALUES ($1, $2)", [tagId, userId]);
  await pool.query("INSERT INTO wechat_tag (tag_id, members_after, refused) VALUES ($1, $2, ARRAY[$3::int])", [tagId, openid, userId]);
  await pool.query("INSERT INTO wechat_tag_call (tenant_id, tag_id, user_ids) VALUES ($1, $2, $3)", [
    world.tenant.id,
    tagId,
    [userId, otherId],
  ]);
  return tagId;
}

/** Of the person, about the person, and a job's result in the person's name; and a message of somebody else. */
async function plantCallbacks({ test, tenant }: World, person: Made, otherOpenid: string): Promise<void> {
  const store = new PostgresCallbackStore(test.database);
  const at = String(Math.floor(Date.now() / 1_000) - 100);
  const from = (openid: string, fields: CallbackFields) => ({
    ToUserName: "gh_1",
    FromUserName: openid,
    CreateTime: at,
    ...fields,
  });
  const id = `${person.userId}${at}`;
  const event = (name: string, fields: CallbackFields = {}) => ({ MsgType: "event", Event: name, ...fields });
  const posted = [
    from(person.openid, { MsgType: "text", Content: `my phone is ${person.phone}`, MsgId: `1${id}` }),
    from(person.openid, event("LOCATION", { Latitude: "22.5", Longitude: "113.9", Precision: "10" })),
    from(person.openid, event("subscribe", { EventKey: "" })),
    from(person.openid, event("something_new", { UnionId: person.unionid })),
    from("oTheSystem00000000000000000", event("user_info_modified", { OpenID: person.openid, RevokeInfo: "1" })),
    from(otherOpenid, event("something_newer", { Inviter: { UnionId: person.unionid } })),
    from(otherOpenid, event("something_odd", { Inviters: [{ MiniOpenId: person.miniProgramOpenid }] })),
    from(
      person.openid,
      event("MASSSENDJOBFINISH", {
        MsgID: `2${id}`,
        Status: "send success",
        TotalCount: "2",
        FilterCount: "2",
        SentCount: "2",
        ErrorCount: "0",
      }),
    ),
    from(otherOpenid, { MsgType: "text", Content: "hello", MsgId: `3${id}` }),
    from(otherOpenid, { MsgType: "text", Content: `ask ${person.phone}, or ${person.openid}/${person.unionid}!`, MsgId: `4${id}` }),
  ];
  for (const fields of posted) await store.add({ ...callbackOf(tenant.id, fields), toDispatch: false });
}

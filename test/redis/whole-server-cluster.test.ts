import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { redisClusterNodes } from "../../src/config/redis-address.js";
import { RedisLocationStore } from "../../src/users/adapters/redis-location-store.js";
import { openTestCluster } from "../support/redis-cluster.js";
import { type OwnCluster, startOwnCluster } from "../support/redis-servers.js";
import { tellPosition } from "../support/told-position.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

interface Person {
  id: string;
  openid: string;
}
interface Request {
  id: string;
  processed: boolean;
  receipt: string | null;
}

const REQUEST = "mutation($id: ID!) { requestUserDeletion(userId: $id) { id processed receipt } }";
const PROCESS = "mutation($id: ID!) { processDeletionRequest(id: $id) { id processed receipt } }";

let own: OwnCluster;
let stored: ReturnType<typeof openTestCluster>;
let world: World;
let admin: Client;
let people: Person[];

beforeAll(async () => {
  own = await startOwnCluster();
  const settings = redisClusterNodes.parse(own.url);
  stored = openTestCluster("brand", settings);
  world = await createWorld({ followers: 30, redisCluster: { settings, prefix: "brand" } });
  admin = await world.operator(Role.ADMIN);
  const query = "{ users(first: 20) { edges { node { id openid } } } }";
  const { users } = await admin.get<{ users: { edges: { node: Person }[] } }>(query);
  people = users.edges.map(({ node }) => node);
}, 120_000);
afterAll(async () => {
  await world?.close();
  await stored?.cluster.close();
  own?.close();
}, 60_000);

const person = (index: number): Person => people[index] ?? { id: "-1", openid: "" };
const locationOf = async ({ id }: Person) =>
  (
    await admin.get<{ user: { location: { latitude: number } | null } }>("query($id: ID) { user(id: $id) { location { latitude } } }", {
      id,
    })
  ).user.location;
const near = (latitude: number) =>
  `{ tagPreview(audience: { near: { latitude: ${latitude}, longitude: 113.5, radiusMeters: 500 } }) { count } }`;
const countNear = async (latitude: number) => (await admin.get<{ tagPreview: { count: number } }>(near(latitude))).tagPreview.count;
const told = async (who: Person, latitude: number) => {
  await tellPosition(world, who.openid, Date.now(), latitude);
  await expect.poll(() => locationOf(who), { timeout: 20_000 }).toMatchObject({ latitude });
};
const keysOf = async ({ id }: Person) => (await stored.keys()).filter((key) => key.endsWith(`}:${id}`));

describe("a server with its positions in a Redis Cluster", { timeout: 120_000 }, () => {
  it("shows and finds people where their callbacks said, and writes nothing of it into PostgreSQL's table", async () => {
    await told(person(0), 22.5);
    await told(person(1), 22.5001);
    expect(await countNear(22.5)).toBe(2);
    await told(person(1), 23.5);
    expect([await countNear(22.5), await countNear(23.5)]).toEqual([1, 1]);
    expect((await world.test.database.pool.query("SELECT 1 FROM user_location")).rows).toEqual([]);
    await world.restart();
    expect([await countNear(22.5), await countNear(23.5)]).toEqual([1, 1]);
  });

  it("puts positions back that the cluster lost, all of them or one node's, from the callbacks that told them", async () => {
    for (const ports of [own.ports, own.ports.slice(0, 1)]) {
      for (const port of ports) await own.cli(port, "FLUSHALL").catch(() => "a replica takes no writes");
      await world.restart();
      await expect.poll(async () => [await countNear(22.5), await countNear(23.5)], { timeout: 30_000 }).toEqual([1, 1]);
      expect([await locationOf(person(0)), await locationOf(person(1))]).toEqual([{ latitude: 22.5 }, { latitude: 23.5 }]);
    }
  });

  it("leaves nothing of a person who was erased, says so in the receipt, and erases what was written after it", async () => {
    const who = person(2);
    await told(who, 24.5);
    const before = await stored.keys();
    const { requestUserDeletion: request } = await admin.get<{ requestUserDeletion: Request }>(REQUEST, { id: who.id });
    const { processDeletionRequest: done } = await admin.get<{ processDeletionRequest: Request }>(PROCESS, { id: request.id });
    expect(done.processed).toBe(true);
    expect(JSON.parse(done.receipt ?? "{}").removed).toContainEqual({ table: "user_location", rows: 1 });
    expect([await countNear(24.5), await locationOf(who)]).toEqual([0, null]);
    const gone = before.filter((key) => key.includes(`}:${who.id}`));
    expect(gone).toHaveLength(1);
    expect(await keysOf(who)).toEqual([]);
    for (const key of (await stored.keys()).filter((each) => each.includes(":near:") && !each.endsWith(":at")))
      expect(await stored.cluster.client.zscore(key, who.id)).toBeNull();
    // A process that had taken the report up before, and was slow.
    const { cluster } = stored;
    const slow = new RedisLocationStore({ cluster, database: world.test.database, prefix: "brand", clock: () => new Date() });
    const tenantId = world.tenant.id;
    await slow.save([{ tenantId, userId: Number(who.id), latitude: 24.5, longitude: 113.5, precisionMeters: null, at: new Date() }]);
    expect(await keysOf(who)).toHaveLength(1);
    await world.restart();
    await expect.poll(() => keysOf(who), { timeout: 20_000 }).toEqual([]);
  });

  it("answers everything else while the cluster says nothing, erases nobody by halves, and goes on", async () => {
    const who = person(3);
    await told(who, 25.5);
    const { requestUserDeletion: request } = await admin.get<{ requestUserDeletion: Request }>(REQUEST, { id: who.id });
    for (const port of own.ports) own.signal(port, "SIGSTOP");
    expect((await admin.ask(near(25.5))).code).toBe("UNAVAILABLE");
    expect((await admin.ask("query($id: ID) { user(id: $id) { location { latitude } } }", { id: who.id })).code).toBe("UNAVAILABLE");
    expect((await admin.ask(PROCESS, { id: request.id })).code).toBe("UNAVAILABLE");
    const { user } = await admin.get<{ user: Person }>("query($id: ID) { user(id: $id) { id openid } }", { id: who.id });
    expect(user).toEqual(who);
    expect(
      (await admin.get<{ tagPreview: { count: number } }>("{ tagPreview(audience: { everyone: true }) { count } }")).tagPreview.count,
    ).toBe(29);
    expect((await fetch(`${world.url}/readyz`)).status).toBe(200);
    // Told meanwhile: taken up when the cluster is there again.
    expect(await tellPosition(world, person(4).openid, Date.now(), 26.5)).toBe(200);
    for (const port of own.ports) own.signal(port, "SIGCONT");
    await expect.poll(() => admin.ask(near(26.5)).then(({ data }) => data), { timeout: 60_000 }).toEqual({ tagPreview: { count: 1 } });
    const { processDeletionRequest: done } = await admin.get<{ processDeletionRequest: Request }>(PROCESS, { id: request.id });
    expect(done.processed).toBe(true);
    expect(await countNear(25.5)).toBe(0);
  });
});

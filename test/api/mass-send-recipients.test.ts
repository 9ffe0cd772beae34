import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recipientsOf } from "../support/forecasts.js";
import { act, createSend, EVERYONE, until } from "../support/mass-sends.js";
import { countStatements } from "../support/statements.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const FOLLOWERS = 240;
const BATCH_SIZE = 50;

let world: World;
let approver: Client;
let admin: Client;
let id: string;
let reachable: string[];

beforeAll(async () => {
  world = await createWorld({ followers: FOLLOWERS, batchSize: BATCH_SIZE });
  approver = await world.operator(Role.APPROVER);
  admin = await world.operator(Role.ADMIN);
  const everyone = "{ all: [{ subscribed: true }, { status: NORMAL }] }";
  const { users } = await approver.get<{ users: { edges: { node: { id: string; blacklisted: boolean } }[] } }>(
    `{ users(audience: ${everyone}, first: 200) { edges { node { id blacklisted } } } }`,
  );
  reachable = users.edges.flatMap(({ node }) => (node.blacklisted ? [] : [node.id]));
  // One batch is refused, whoever is in it.
  world.simulator.faults.order({ path: "/cgi-bin/message/mass/send", kind: "errcode", errcode: 40003, skip: 1 });
  ({ id } = await createSend(approver));
  await act(approver, "start", id);
  await until(approver, id, ({ status }) => status === "COMPLETED");
}, 120_000);
afterAll(() => world.close());

describe("massSendRecipients", () => {
  test("pages through the frozen audience in the order of users, each with batch and fate", async () => {
    const first = await recipientsOf(approver, id, 60);
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const second = await recipientsOf(approver, id, 60, first.pageInfo.endCursor);
    expect(second.pageInfo.hasPreviousPage).toBe(true);
    const nodes = [...first.edges, ...second.edges].map(({ node }) => node);
    expect(nodes.map(({ user }) => user?.id)).toEqual(reachable.slice(0, 120));
    expect(nodes.map(({ batch }) => batch.index)).toEqual(nodes.map((_, rank) => Math.floor(rank / BATCH_SIZE)));
    expect(nodes.map(({ fate }) => fate)).toEqual(nodes.map(({ batch }) => (batch.index === 1 ? "NOT_SENT" : "BATCH_FINISHED")));
  });

  test("ends where the audience ends", async () => {
    const { totalCount } = await recipientsOf(approver, id, 1);
    let after: string | null = null;
    let seen = 0;
    for (let more = true; more; ) {
      const page = await recipientsOf(approver, id, 100, after);
      seen += page.edges.length;
      after = page.pageInfo.endCursor;
      more = page.pageInfo.hasNextPage;
    }
    expect(seen).toBe(totalCount);
    expect((await recipientsOf(approver, id, 10, after)).edges).toEqual([]);
  });

  test("has nobody before the start", async () => {
    const draft = await createSend(approver, { audience: EVERYONE });
    expect(await recipientsOf(approver, draft.id, 10)).toMatchObject({ totalCount: 0, edges: [] });
  });

  test("keeps the place of who was erased, and tells nothing of them", async () => {
    const [userId] = reachable;
    const { requestUserDeletion } = await admin.get<{ requestUserDeletion: { id: string } }>(
      "mutation($id: ID!) { requestUserDeletion(userId: $id) { id } }",
      { id: userId },
    );
    await admin.get("mutation($id: ID!) { processDeletionRequest(id: $id) { id } }", requestUserDeletion);
    const { edges, totalCount } = await recipientsOf(approver, id, 2);
    expect(edges.map(({ node }) => node.user?.id)).toEqual([undefined, reachable[1]]);
    expect(edges[0]?.node).toMatchObject({ user: null, fate: "BATCH_FINISHED" });
    expect((await recipientsOf(approver, id, 1)).totalCount).toBe(totalCount);
  });

  test("shows phones to those alone who may see them", async () => {
    const viewer = await world.operator(Role.VIEWER);
    const phones = async (client: Client) =>
      (await recipientsOf(client, id, 200)).edges.map(({ node }) => node.user?.phone).filter(Boolean);
    const [masked, whole] = [await phones(viewer), await phones(admin)];
    expect(whole.length).toBeGreaterThan(0);
    expect(masked).toHaveLength(whole.length);
    for (const phone of masked) expect(phone).toMatch(/\*{4}/);
    for (const phone of whole) expect(phone).not.toContain("*");
  });

  test("takes as many statements for a long page as for a short one", async () => {
    const counter = countStatements();
    const ask = async (name: string, first: number) => {
      await fetch(`${world.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${admin.token}`, ...counter.headers(name) },
        body: JSON.stringify({
          query: `{ massSendRecipients(id: "${id}", first: ${first}) { edges { node { fate batch { id } user { id massSendsThisMonth tags { id } } } } } }`,
        }),
      });
      return counter.of(name).length;
    };
    await ask("warm", 5);
    const [short, long] = [await ask("short", 5), await ask("long", 200)];
    counter.stop();
    expect(long).toBe(short);
    expect(long).toBeLessThanOrEqual(8);
  });

  test("another tenant's send is not there, and neither is a cursor of another list", async () => {
    const stranger = await world.stranger(Role.ADMIN);
    const ask = (client: Client, args: string) => client.ask(`{ massSendRecipients(${args}) { totalCount } }`);
    expect((await ask(stranger, `id: "${id}"`)).code).toBe("NOT_FOUND");
    expect((await ask(approver, `id: "${id}", after: "${Buffer.from("users:3").toString("base64url")}"`)).code).toBe("BAD_USER_INPUT");
    expect((await ask(approver, `id: "${id}", first: 201`)).code).toBe("BAD_USER_INPUT");
  });
});

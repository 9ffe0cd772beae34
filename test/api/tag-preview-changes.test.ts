import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PostgresChangeLog } from "../../src/audiences/adapters/postgres-change-log.js";
import type { Message, TestSocket } from "../support/socket.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const ALL = "count reachable sample { id openid } tags { tag { id name } count } asOf tookMs";
const watchOf = (fields: string) => `subscription($audience: AudienceInput!, $sampleSize: Int) {
  tagPreviewChanges(audience: $audience, sampleSize: $sampleSize) { ${fields} }
}`;
const WAIT = { timeout: 25_000 };

interface Preview {
  count: number;
  reachable: number;
  sample: { id: string; phone?: string | null; tags?: { name: string }[] }[];
  tags: { tag: { id: string; name: string }; count: number }[];
}

let world: World;
let operator: Client;
let admin: Client;
let people: string[];
let named = 0;

beforeAll(async () => {
  world = await createWorld({ followers: 300 });
  [operator, admin] = [await world.operator(Role.OPERATOR), await world.operator(Role.ADMIN)];
  const { users } = await operator.get<{ users: { edges: { node: { id: string } }[] } }>(
    "{ users(audience: { status: NORMAL }, first: 100) { edges { node { id } } } }",
  );
  people = users.edges.map(({ node }) => node.id);
});
afterAll(() => world.close());

/** What one subscriber is told. */
class Watched {
  private constructor(
    readonly socket: TestSocket,
    private readonly id: string,
  ) {}

  static async begin(client: Client, audience: object, fields = ALL, sampleSize?: number): Promise<Watched> {
    const socket = await client.socket();
    socket.subscribe("w", watchOf(fields), { audience, ...(sampleSize !== undefined && { sampleSize }) });
    return new Watched(socket, "w");
  }

  get messages(): Message[] {
    return this.socket.messages.filter(({ id }) => id === this.id);
  }

  get previews(): Preview[] {
    return this.messages.flatMap(({ type, payload }) => {
      const data = type === "next" ? (payload as { data: { tagPreviewChanges: Preview } | null }).data : null;
      return data ? [data.tagPreviewChanges] : [];
    });
  }

  /** The newest one, once it is as wanted. */
  async until(wanted: (preview: Preview) => boolean): Promise<Preview> {
    await expect.poll(() => this.previews.some(wanted), WAIT).toBe(true);
    return this.previews.find(wanted) as Preview;
  }

  end(): void {
    this.socket.socket.close();
  }
}

async function createTag(name = `标签 ${named++}`): Promise<string> {
  const mutation = "mutation($name: String!) { createTag(input: { name: $name }) { id } }";
  return (await operator.get<{ createTag: { id: string } }>(mutation, { name })).createTag.id;
}

async function tag(tagId: string, userIds: readonly string[], verb = "tagUsers"): Promise<void> {
  const input = { tagIds: [tagId], audience: { users: userIds } };
  const started = await operator.get<Record<string, { id: string }>>(`mutation($input: TagUsersInput!) { ${verb}(input: $input) { id } }`, {
    input,
  });
  const id = started[verb]?.id;
  const status = async () =>
    (await operator.get<{ tagJob: { status: string } }>("query($id: ID!) { tagJob(id: $id) { status } }", { id })).tagJob.status;
  await expect.poll(status, WAIT).toBe("SUCCEEDED");
}

async function segment(audience: object): Promise<{ id: string; name: string }> {
  const mutation = "mutation($input: SegmentInput!) { createSegment(input: $input) { id name } }";
  const input = { name: `人群 ${named++}`, audience };
  return (await operator.get<{ createSegment: { id: string; name: string } }>(mutation, { input })).createSegment;
}

/** The extensions of the error that stands in place of the first preview. */
async function refusal(socket: TestSocket): Promise<unknown> {
  await socket.next("complete", "w");
  const { payload } = await socket.next("next", "w");
  return (payload as { errors: { extensions: unknown }[] }).errors[0]?.extensions;
}

async function watchedNow(): Promise<number> {
  const text = await (await fetch(`${world.url}/metrics`)).text();
  return Number(/^tagcast_watched_previews (\d+)$/m.exec(text)?.[1]);
}

describe("tagPreviewChanges", () => {
  test("gives what tagPreview gives, then again when people are tagged and untagged", async () => {
    const id = await createTag();
    const watched = await Watched.begin(operator, { tag: id });
    expect(await watched.until(() => true)).toMatchObject({ count: 0, reachable: 0, sample: [], tags: [] });
    await tag(id, people.slice(0, 5));
    const five = await watched.until(({ count }) => count === 5);
    const { tagPreview } = await operator.get<{ tagPreview: Preview }>(
      `query($audience: AudienceInput!) { tagPreview(audience: $audience) { count reachable sample { id openid } tags { tag { id name } count } } }`,
      { audience: { tag: id } },
    );
    expect(five).toMatchObject(tagPreview);
    await tag(id, people.slice(0, 2), "untagUsers");
    expect((await watched.until(({ count }) => count === 3)).sample.map((user) => user.id)).toEqual(people.slice(2, 5));
    watched.end();
  });

  test("follows a person's attributes, segments, and what other processes change", async () => {
    const id = await createTag();
    await tag(id, people.slice(0, 4));
    const { id: segmentId, name } = await segment({ all: [{ tag: id }, { vip: true }] });
    const watched = await Watched.begin(operator, { segment: segmentId }, "count");
    const { count } = await watched.until(() => true);
    const vip = (
      await operator.get<{ users: { totalCount: number } }>("query($a: AudienceInput!) { users(audience: $a) { totalCount } }", {
        a: { segment: segmentId },
      })
    ).users.totalCount;
    expect(count).toBe(vip);
    for (const user of people.slice(0, 4))
      await admin.get("mutation($id: ID!) { updateUser(id: $id, input: { vip: true }) { id } }", { id: user });
    await watched.until((preview) => preview.count === 4);
    const input = { name, audience: { all: [{ tag: id }, { users: people.slice(0, 2) }] } };
    await operator.get("mutation($id: ID!, $input: SegmentInput!) { updateSegment(id: $id, input: $input) { id } }", {
      id: segmentId,
      input,
    });
    await watched.until((preview) => preview.count === 2);
    await world.test.database.transaction(async (tx) => {
      const { rows } = await tx.query<{ ordinal: number }>(
        "DELETE FROM user_tag t USING users u WHERE u.user_id = t.user_id AND t.tag_id = $1 AND t.user_id = $2 RETURNING u.ordinal",
        [id, people[0]],
      );
      const ordinals = rows.map(({ ordinal }) => ordinal);
      await new PostgresChangeLog().append(tx, world.tenant.id, [{ kind: "UNTAGGED", tagId: Number(id), ordinals }]);
    });
    await watched.until((preview) => preview.count === 1);
    watched.end();
  });

  test("shows a tag under its new name, also where it hangs on a person of the sample", async () => {
    const id = await createTag();
    const audience = { users: people.slice(0, 3) };
    const watched = await Watched.begin(operator, audience, "sample { id tags { name } }");
    const other = await Watched.begin(operator, { tag: id }, "tags { tag { name } }");
    await tag(id, people.slice(0, 1));
    const mutation = "mutation($id: ID!, $name: String!) { updateTag(id: $id, input: { name: $name }) { id } }";
    await watched.until(({ sample }) => sample[0]?.tags?.some(({ name }) => name.startsWith("标签")) === true);
    await operator.get(mutation, { id, name: "改名" });
    await watched.until(({ sample }) => sample[0]?.tags?.some(({ name }) => name === "改名") === true);
    await other.until(({ tags }) => tags.some((one) => one.tag.name === "改名"));
    watched.end();
    other.end();
  });

  test("sees people come to a place", async () => {
    const place = { latitude: 35.123, longitude: 101.456 };
    const watched = await Watched.begin(operator, { near: { ...place, radiusMeters: 100 } }, "count");
    expect((await watched.until(() => true)).count).toBe(0);
    await world.test.database.pool.query(
      `INSERT INTO user_location (user_id, tenant_id, ordinal, latitude, longitude, at)
       SELECT user_id, tenant_id, ordinal, $2, $3, now() FROM users WHERE user_id = $1
       ON CONFLICT (user_id) DO UPDATE SET latitude = $2, longitude = $3, at = now()`,
      [people[0], place.latitude, place.longitude],
    );
    await watched.until(({ count }) => count === 1);
    watched.end();
  });

  test("tells nobody of what is not asked for", async () => {
    const [id, other] = [await createTag(), await createTag()];
    const counts = await Watched.begin(operator, { tag: id }, "count");
    const tags = await Watched.begin(operator, { tag: id }, "count tags { tag { id } count }");
    await tag(id, people.slice(0, 2));
    await counts.until(({ count }) => count === 2);
    await tag(other, people.slice(0, 2));
    await tags.until((preview) => preview.tags.some((one) => one.tag.id === other && one.count === 2));
    expect(counts.previews.map(({ count }) => count).filter((count) => count === 2)).toHaveLength(1);
    counts.end();
    tags.end();
  });

  test("masks personal data for each subscriber by role, although they share the preview", async () => {
    const audience = { all: [{ users: people.slice(0, 30) }, { hasPhone: true }] };
    const [masked, whole] = [
      await Watched.begin(operator, audience, "sample { id phone }"),
      await Watched.begin(admin, audience, "sample { id phone }"),
    ];
    const [theirs, ours] = [await masked.until(() => true), await whole.until(() => true)];
    expect(ours.sample.length).toBeGreaterThan(3);
    for (const [i, { phone }] of ours.sample.entries()) {
      expect(phone).toMatch(/^\d+$/);
      expect(theirs.sample[i]?.phone).toMatch(/^\d{3}\*+\d{4}$/);
    }
    masked.end();
    whole.end();
  });

  test("ends with BAD_USER_INPUT when its tag is deleted", async () => {
    const id = await createTag();
    const watched = await Watched.begin(operator, { any: [{ vip: true }, { tag: id }] }, "count");
    await watched.until(() => true);
    await operator.get("mutation($id: ID!) { deleteTag(id: $id) }", { id });
    await watched.socket.next("complete", "w");
    expect(watched.messages.at(-2)?.payload).toMatchObject({
      errors: [{ message: `audience.any[1].tag: no tag ${id}`, extensions: { code: "BAD_USER_INPUT", field: "audience.any[1].tag" } }],
    });
    expect(watched.socket.messages.at(-1)).toMatchObject({ type: "complete" });
    watched.end();
  });

  test.each<[string, object, string]>([
    ["an unknown tag", { audience: { not: { tag: "2000000000" } } }, "audience.not.tag"],
    ["an unknown segment", { audience: { segment: "2000000000" } }, "audience.segment"],
    ["an empty audience", { audience: {} }, "audience"],
    ["sampleSize 101", { audience: { vip: true }, sampleSize: 101 }, "sampleSize"],
    ["sampleSize -1", { audience: { vip: true }, sampleSize: -1 }, "sampleSize"],
  ])("refuses %s by the field's name, at once", async (_what, variables, field) => {
    const socket = await operator.socket();
    socket.subscribe("w", watchOf("count"), { ...variables });
    expect(await refusal(socket)).toMatchObject({ code: "BAD_USER_INPUT", field });
    socket.socket.close();
  });

  test("does not know another tenant's tags and segments", async () => {
    const stranger = await world.stranger(Role.ADMIN);
    const socket = await stranger.socket();
    const audience = { any: [{ segment: (await segment({ vip: true })).id }] };
    socket.subscribe("w", watchOf("count"), { audience });
    expect(await refusal(socket)).toMatchObject({ code: "BAD_USER_INPUT", field: "audience.any[0].segment" });
    socket.socket.close();
  });

  test("keeps nothing of 1,000 that came and went", async () => {
    const sockets = await Promise.all(Array.from({ length: 4 }, () => operator.socket()));
    const before = await watchedNow();
    const comeAndGo = async (socket: TestSocket, from: number) => {
      for (let i = from; i < from + 250; i++) {
        const id = String(i);
        socket.subscribe(id, watchOf("count"), { audience: { companyId: i % 50 } });
        // Half of them leave before they were told anything.
        if (i % 2) await socket.next("next", id);
        socket.send({ id, type: "complete" });
      }
    };
    await Promise.all(sockets.map((socket, i) => comeAndGo(socket, i * 250)));
    await expect.poll(watchedNow, WAIT).toBe(before);
    for (const socket of sockets) socket.socket.close();
  }, 60_000);

  test("ends with the socket and with the session", async () => {
    const before = await watchedNow();
    const leaving = await world.operator(Role.VIEWER);
    const [cut, signedOut] = [await Watched.begin(leaving, { companyId: 1 }), await Watched.begin(leaving, { companyId: 2 })];
    await Promise.all([cut.until(() => true), signedOut.until(() => true)]);
    expect(await watchedNow()).toBe(before + 2);
    cut.socket.socket.terminate();
    await expect.poll(watchedNow, WAIT).toBe(before + 1);
    await leaving.get("mutation { logout }");
    expect((await signedOut.socket.closed).code).toBe(4403);
    await expect.poll(watchedNow, WAIT).toBe(before);
  }, 60_000);
});

import fc from "fast-check";
import {
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { httpCaller, send } from "../support/caller.js";
import { schemaRequests } from "../support/fuzz-requests.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

/** Every operation of the API with the lowest role that may; null: nobody needs to be signed in. */
const NEEDED: Record<string, Role | null> = {
  ...each(
    Role.VIEWER,
    "me tenant user users tags tag tagPreview explainAudience segments segment tagJob tagJobs syncJob massSend massSends massSendForecast massSendRecipients accessToken apiQuota materials",
  ),
  ...each(Role.ADMIN, "operators apiKeys auditLog deletionRequests requestUserDeletion processDeletionRequest"),
  ...{ login: null, logout: Role.VIEWER },
  ...each(
    Role.OPERATOR,
    "createTag updateTag deleteTag syncFromWeChat syncMaterials createUpload uploadMaterial tagUsers untagUsers undoTagJob",
  ),
  ...each(Role.OPERATOR, "exportUsers userExport userExports"),
  ...each(Role.OPERATOR, "createSegment updateSegment deleteSegment"),
  ...each(Role.OPERATOR, "createMassSend updateMassSend previewMassSend retryMassSend"),
  ...each(Role.APPROVER, "startMassSend pauseMassSend resumeMassSend cancelMassSend recallMassSend resolveUnknownBatch"),
  ...each(Role.APPROVER, "approveMassSend rejectMassSend scheduleMassSend unscheduleMassSend"),
  ...each(Role.ADMIN, "refreshAccessToken replaceAccessToken clearQuota"),
  ...each(Role.APPROVER, "blacklistUsers unblacklistUsers"),
  ...each(Role.ADMIN, "updateUser"),
  ...each(Role.ADMIN, "webhooks webhookDeliveries createWebhook updateWebhook rotateWebhookSecret deleteWebhook sendTestWebhook"),
  ...each(Role.ADMIN, "createOperator updateOperator createApiKey revokeApiKey"),
};
const ORDER = [Role.VIEWER, Role.OPERATOR, Role.APPROVER, Role.ADMIN];

function each(role: Role, names: string): Record<string, Role> {
  return Object.fromEntries(names.split(" ").map((name) => [name, role]));
}

let world: World;
const clients = new Map<Role, Client>();
beforeAll(async () => {
  world = await createWorld({ followers: 200 });
  for (const role of ORDER) clients.set(role, await world.operator(role));
});
afterAll(() => world.close());

function operations(): { kind: "query" | "mutation"; field: GraphQLField<unknown, unknown> }[] {
  const fields = (type: ReturnType<typeof world.app.schema.getQueryType>) => Object.values(type?.getFields() ?? {});
  const { schema } = world.app;
  return [
    ...fields(schema.getQueryType()).map((field) => ({ kind: "query" as const, field })),
    ...fields(schema.getMutationType()).map((field) => ({ kind: "mutation" as const, field })),
  ];
}

/** A well-formed call of the field that names nothing that exists. */
function callOf({ kind, field }: ReturnType<typeof operations>[number]): string {
  const args = field.args.filter(({ type }) => isNonNullType(type)).map(({ name, type }) => `${name}: ${literal(type)}`);
  const type = getNamedType(field.type);
  const selection = isObjectType(type) ? "{ __typename }" : "";
  return `${kind} { ${field.name}${args.length > 0 ? `(${args.join(", ")})` : ""} ${selection} }`;
}

function literal(type: GraphQLInputType): string {
  if (isNonNullType(type)) return literal(type.ofType);
  if (isListType(type)) return `[${literal(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? "";
  if (isInputObjectType(type) && type.isOneOf) return type.name === "AudienceInput" ? "{ everyone: true }" : '{ text: "x" }';
  if (isInputObjectType(type)) {
    const needed = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    return `{ ${needed.map((field) => `${field.name}: ${literal(field.type)}`).join(", ")} }`;
  }
  return (
    { ID: '"2000000000"', DateTime: '"2099-01-01T00:00:00+08:00"', Int: "1", Boolean: "true", Float: "1" }[getNamedType(type).name] ?? '"x"'
  );
}

describe("who may do what", () => {
  it("is said for every operation", () => {
    expect(
      operations()
        .map(({ field }) => field.name)
        .sort(),
    ).toEqual(Object.keys(NEEDED).sort());
  });

  it("holds for every operation and every role", async () => {
    const anonymous = httpCaller(world.url);
    for (const operation of operations()) {
      const needed = NEEDED[operation.field.name] ?? null;
      if (needed === null) continue;
      const query = callOf(operation);
      expect([query, (await anonymous(query)).code]).toEqual([query, "UNAUTHENTICATED"]);
      for (const role of ORDER.slice(0, ORDER.indexOf(needed))) {
        expect([role, query, (await clients.get(role)?.ask(query))?.code]).toEqual([role, query, "FORBIDDEN"]);
      }
      // Signing out would sign the lowest role out for the rest of the test.
      if (operation.field.name === "logout") continue;
      const allowed = await clients.get(needed)?.ask(query);
      expect([query, ["UNAUTHENTICATED", "FORBIDDEN"].includes(allowed?.code ?? "")]).toEqual([query, false]);
    }
  });
});

describe("personal data", () => {
  it("is masked for everyone below ADMIN, and whole for ADMIN", async () => {
    const query = "{ users(first: 100) { edges { node { phone info { identityCard } } } } }";
    const { rows } = await world.test.database.pool.query<{ phone: string }>("SELECT phone FROM users WHERE phone IS NOT NULL");
    expect(rows.length).toBeGreaterThan(50);
    for (const role of ORDER) {
      const text = JSON.stringify((await clients.get(role)?.ask(query))?.data);
      expect(rows.some(({ phone }) => text.includes(phone))).toBe(role === Role.ADMIN);
    }
  });
});

describe("another tenant", () => {
  it("sees nothing of this one, by any operation that takes an id", async () => {
    const mine = clients.get(Role.ADMIN);
    const { createTag } = (await mine?.get<{ createTag: { id: string } }>('mutation { createTag(input: { name: "mine" }) { id } }')) ?? {};
    const created = await mine?.get<{ createMassSend: { id: string } }>(
      'mutation { createMassSend(input: { name: "mine", audience: { everyone: true }, content: { text: "x" } }) { id } }',
    );
    const { createSegment } =
      (await mine?.get<{ createSegment: { id: string } }>(
        'mutation { createSegment(input: { name: "mine", audience: { everyone: true } }) { id } }',
      )) ?? {};
    const segment = createSegment?.id;
    const users = await mine?.get<{ users: { edges: { node: { id: string } }[] } }>("{ users(first: 1) { edges { node { id } } } }");
    const [tag, send, user] = [createTag?.id, created?.createMassSend.id, users?.users.edges[0]?.node.id];
    const exported = await mine?.get<{ exportUsers: { id: string } }>(
      "mutation { exportUsers(input: { audience: { everyone: true } }) { id } }",
    );
    const stranger = await world.stranger(Role.ADMIN);
    const queries = [
      `{ tag(id: "${tag}") { id } }`,
      `{ user(id: "${user}") { id } }`,
      `{ massSend(id: "${send}") { id } }`,
      `{ userExport(id: "${exported?.exportUsers.id}") { id } }`,
      `{ segment(id: "${segment}") { id } }`,
      `{ explainAudience(audience: { everyone: true }, userId: "${user}") { matches } }`,
      `mutation { updateSegment(id: "${segment}", input: { name: "theirs", audience: { everyone: true } }) { id } }`,
      `mutation { deleteSegment(id: "${segment}") }`,
      `mutation { updateTag(id: "${tag}", input: { name: "theirs" }) { id } }`,
      `mutation { deleteTag(id: "${tag}") }`,
      `mutation { updateUser(id: "${user}", input: { vip: true }) { id } }`,
      `mutation { blacklistUsers(ids: ["${user}"]) }`,
      `mutation { unblacklistUsers(ids: ["${user}"]) }`,
      `mutation { scheduleMassSend(id: "${send}", at: "2099-01-01T00:00:00+08:00") { id } }`,
      ...["start", "pause", "resume", "cancel", "approve", "unschedule"].map(
        (verb) => `mutation { ${verb}MassSend(id: "${send}") { id } }`,
      ),
    ];
    for (const query of queries) expect([query, (await stranger.ask(query)).code]).toEqual([query, "NOT_FOUND"]);
    for (const leaf of [`tag: "${tag}"`, `segment: "${segment}"`]) {
      expect((await stranger.ask(`{ tagPreview(audience: { ${leaf} }) { count } }`)).code).toBe("BAD_USER_INPUT");
    }
    const lists = await stranger.get(
      "{ users { totalCount } tags { id } segments { id } massSends { totalCount } tagJobs { totalCount } userExports { totalCount } }",
    );
    const none = { totalCount: 0 };
    expect(lists).toEqual({ users: none, tags: [], segments: [], massSends: none, tagJobs: none, userExports: none });
  });
});

describe("no request from outside provokes an INTERNAL_SERVER_ERROR", () => {
  it("2,000 requests made from the whole schema, as ADMIN", { timeout: 180_000 }, async () => {
    const { accounts } = world.app.core;
    // A new key for each run, since a fuzzed request may revoke the one it came with.
    const newKey = async () => {
      await world.test.database.pool.query("DELETE FROM api_key");
      return accounts.apiKeys.create({ tenantId: world.tenant.id, name: "fuzz" }, "fuzz", Role.ADMIN);
    };
    await fc.assert(
      fc.asyncProperty(fc.array(schemaRequests(world.app.schema), { minLength: 10, maxLength: 10 }), async (batch) => {
        const { key } = await newKey();
        const headers = { "content-type": "application/json", authorization: `Bearer ${key}` };
        for (const request of batch) {
          const { errors } = await send(`${world.url}/graphql`, { method: "POST", headers, body: JSON.stringify(request) });
          for (const error of errors ?? []) expect(error.extensions?.code).not.toBe("INTERNAL_SERVER_ERROR");
        }
      }),
      { numRuns: 200 },
    );
  });
});

import { randomBytes } from "node:crypto";
import type { GraphQLSchema } from "graphql";
import { PubSub } from "graphql-subscriptions";
import { Registry } from "prom-client";
import { buildSchema } from "type-graphql";
import { type Accounts, createAccounts } from "../../src/accounts/adapters/create-accounts.js";
import { ApiKeyResolver } from "../../src/accounts/api-key.resolver.js";
import { AuditLogResolver } from "../../src/accounts/audit-log.resolver.js";
import { AccountKind, type Tenant } from "../../src/accounts/index.js";
import { OperatorResolver } from "../../src/accounts/operator.resolver.js";
import { SessionResolver } from "../../src/accounts/session.resolver.js";
import { authChecker } from "../../src/graphql/auth-checker.js";
import type { Role } from "../../src/graphql/roles.js";
import { scalarsMap } from "../../src/graphql/scalars.js";
import { Sealer } from "../../src/platform/crypto/sealer.js";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { createHttpServer, type HttpServer, type HttpServerOptions } from "../../src/server/index.js";
import { type Caller, httpCaller } from "./caller.js";
import { createTestDatabase, type TestDatabase } from "./database.js";
import { ProbeResolver } from "./probe.resolver.js";

/** A hash that costs a millisecond: these tests are not about scrypt's strength. */
const CHEAP = { logN: 4, r: 8, p: 1 };
export const PASSWORD = "correct horse battery";

export interface AccountsServer {
  test: TestDatabase;
  accounts: Accounts;
  server: HttpServer;
  url: string;
  schema: GraphQLSchema;
  tenant: Tenant;
  probe: ProbeResolver;
  /** What the server's clock says, movable. */
  clock: { now: Date };
  call: Caller;
  /** A new operator of `tenant`, logged in. */
  operator(role: Role, tenant?: Tenant): Promise<{ id: number; username: string; token: string }>;
  newTenant(): Promise<Tenant>;
  close(): Promise<void>;
}

/** The real accounts resolvers and HTTP server on a database of their own, with one more resolver to provoke things. */
export async function startAccountsServer(options: Partial<HttpServerOptions & { recheckMs: number }> = {}): Promise<AccountsServer> {
  const test = await createTestDatabase();
  const clock = { now: new Date("2026-03-01T08:00:00Z") };
  const sealer = new Sealer(randomBytes(32));
  const accounts = createAccounts({ database: test.database, sealer, clock: () => clock.now, passwordCost: CHEAP });
  const probe = new ProbeResolver();
  const schema = await accountsSchema(accounts, probe);
  const server = await createHttpServer({
    schema,
    authenticate: (token) => accounts.authenticator.authenticate(token),
    logger: silentLogger,
    metrics: new Registry(),
    readiness: [],
    cors: [],
    trustProxy: true,
    mediaOrigin: null,
    explorer: true,
    routes: [],
    ...options,
  });
  const { url } = await server.listen({ host: "127.0.0.1", port: 0 });
  const tenant = await newTenant(accounts);
  return {
    test,
    accounts,
    server,
    url,
    schema,
    tenant,
    probe,
    clock,
    call: httpCaller(url),
    newTenant: () => newTenant(accounts),
    operator: async (role, of = tenant) => {
      const username = `u${randomBytes(6).toString("hex")}`;
      const { id } = await accounts.operators.create(of.id, { username, password: PASSWORD, role }, "test");
      const { token } = await accounts.logins.login(username, PASSWORD, "192.0.2.1");
      return { id, username, token };
    },
    close: async () => {
      await server.close();
      await test.drop();
    },
  };
}

function newTenant(accounts: Accounts): Promise<Tenant> {
  const appId = `wx${randomBytes(8).toString("hex")}`;
  const secrets = { appSecret: randomBytes(16).toString("hex"), callbackToken: "token", encodingAesKey: null };
  return accounts.tenants.createTenant({ name: "Brand", appId, ...secrets, kind: AccountKind.SERVICE, sandbox: true }, "test");
}

function accountsSchema(accounts: Accounts, probe: ProbeResolver): Promise<GraphQLSchema> {
  const pubSub = new PubSub();
  const instances = new Map<unknown, object>([
    [SessionResolver, new SessionResolver(accounts.logins, accounts.operators, accounts.tenants)],
    [OperatorResolver, new OperatorResolver(accounts.operators)],
    [ApiKeyResolver, new ApiKeyResolver(accounts.apiKeys)],
    [AuditLogResolver, new AuditLogResolver(accounts.auditLog)],
    [ProbeResolver, probe],
  ]);
  return buildSchema({
    resolvers: [SessionResolver, OperatorResolver, ApiKeyResolver, AuditLogResolver, ProbeResolver],
    container: { get: (resolver) => instances.get(resolver) },
    authChecker,
    scalarsMap,
    validate: false,
    pubSub: {
      publish: (topic, payload) => void pubSub.publish(topic, payload),
      subscribe: (topic) => pubSub.asyncIterableIterator(topic),
    },
  });
}

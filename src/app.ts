import "reflect-metadata";
import type { GraphQLSchema } from "graphql";
import { ApiKeyResolver } from "./accounts/api-key.resolver.js";
import { AuditLogResolver } from "./accounts/audit-log.resolver.js";
import { OperatorResolver } from "./accounts/operator.resolver.js";
import { SessionResolver } from "./accounts/session.resolver.js";
import { type AppOptions, type Core, openCore } from "./app/core.js";
import { originOfLinks } from "./app/object-store.js";
import { type AudienceIndexParts, wireAudienceIndex } from "./app/wire-audience-index.js";
import { wireAudiences } from "./app/wire-audiences.js";
import { wireCallbacks } from "./app/wire-callbacks.js";
import { wireDeletion } from "./app/wire-deletion.js";
import { wireExports } from "./app/wire-exports.js";
import { wireForecasts } from "./app/wire-forecasts.js";
import { wireLocations } from "./app/wire-locations.js";
import { wireMassSends } from "./app/wire-mass-sends.js";
import { wireMaterials } from "./app/wire-materials.js";
import { type ObjectParts, wireObjects } from "./app/wire-objects.js";
import { wireOfficialAccount } from "./app/wire-official-account.js";
import { wirePlanning } from "./app/wire-planning.js";
import { wireTags } from "./app/wire-tags.js";
import { wireUsers } from "./app/wire-users.js";
import { wireWebhooks } from "./app/wire-webhooks.js";
import { PostgresChangeLog } from "./audiences/adapters/postgres-change-log.js";
import type { AudienceIndex } from "./audiences/index.js";
import { type CallbackService, registerCallbackRoutes } from "./callbacks/index.js";
import type { ExportSweeper } from "./exports/index.js";
import { PostgresLedgerStore } from "./mass-sends/adapters/postgres-ledger-store.js";
import { PostgresUnreached } from "./mass-sends/adapters/postgres-unreached.js";
import { DeliveryLedger } from "./mass-sends/index.js";
import { tracedService } from "./platform/tracing/tracing.js";
import { buildTagcastSchema } from "./schema.js";
import { createHealthServer, createHttpServer, type HttpServer, type ReadinessCheck } from "./server/index.js";

export type { AppOptions } from "./app/core.js";

export interface App {
  schema: GraphQLSchema;
  core: Core;
  audienceIndex: AudienceIndex;
  exports: ExportSweeper;
  /** Loads the audience index, then takes up work: token timers, callbacks left by a crash, and as its role is, queues and sweepers. */
  start(): Promise<void>;
  /** Serves HTTP and WebSocket; port 0 takes a free one. */
  listen: HttpServer["listen"];
  /** Drains requests, ends work between two steps, closes every connection; about 10 s at most, after `drainDelayMs`. */
  close(): Promise<void>;
}

/** The composition root: every adapter is picked and every service made here and in `app/`, by hand, in the order of who needs whom. */
export async function createApp(options: AppOptions): Promise<App> {
  const core = await openCore(options);
  const { accounts, wechat } = core;
  const changeLog = new PostgresChangeLog();
  const { locations, positions } = wireLocations(core);
  const sends = new PostgresUnreached(core.database);
  const ledger = new DeliveryLedger(new PostgresLedgerStore(core.database), core.clock);
  const indexing = wireAudienceIndex(core, { positions: locations, sends, sendsLeft: ledger });
  const { people } = indexing;
  const audienceIndex = tracedService(core.tracing, "audience index", indexing.index);
  const tags = wireTags(core, changeLog, audienceIndex, sends);
  const users = wireUsers(core, { changeLog, index: audienceIndex, people, tags, locations });
  const materials = wireMaterials(core);
  const planning = wirePlanning(core, audienceIndex, tags);
  const massSends = wireMassSends(core, { index: audienceIndex, tags, planning, materials });
  const forecasts = wireForecasts(core, planning, { index: audienceIndex, tags, users, ledger, massSends });
  const callbacks = wireCallbacks(core, users, massSends);
  const objects = wireObjects(core);
  const exports = wireExports(core, audienceIndex, tags, users);
  const deletion = wireDeletion(core, { changeLog, files: exports.sweeper, people: indexing.documents, positions });
  const webhooks = wireWebhooks(core);
  const officialAccount = wireOfficialAccount(core, tags);
  const audiences = wireAudiences(core, audienceIndex, { tags, users });
  const schema = await buildTagcastSchema({
    resolvers: [
      ...accountResolvers(core),
      ...tags.resolvers,
      ...users.resolvers,
      ...materials.resolvers,
      ...massSends.resolvers,
      ...forecasts.resolvers,
      ...deletion.resolvers,
      ...exports.resolvers,
      ...officialAccount.resolvers,
      ...audiences.resolvers,
      ...webhooks.resolvers,
    ],
    tagJobProgress: tags.progress,
    massSendProgress: massSends.progress,
    previewChanges: audiences.previewChanges,
  });
  const readiness = readinessOf(core, indexing);
  const server = options.role.serves
    ? await serve(core, schema, { readiness, callbacks: callbacks.service, objects })
    : createHealthServer({ readiness, metrics: core.metrics, logger: core.logger });
  const workers = [users, tags, materials, massSends, objects, exports, deletion, webhooks];

  return {
    schema,
    core,
    audienceIndex,
    exports: exports.sweeper,
    listen: (address) => server.listen(address),
    start: async () => {
      await indexing.start();
      if (options.role.works.length > 0) for (const worker of workers) await worker.start();
      await callbacks.start();
      await wechat.start((await accounts.tenants.all()).map(({ id }) => id));
    },
    close: async () => {
      await server.close();
      await audiences.previewChanges.close();
      await callbacks.stop();
      for (const worker of workers) await worker.stop();
      await indexing.close();
      await core.close();
    },
  };
}

function accountResolvers({ accounts: { logins, operators, tenants, apiKeys, auditLog } }: Core): object[] {
  return [
    new SessionResolver(logins, operators, tenants),
    new OperatorResolver(operators),
    new ApiKeyResolver(apiKeys),
    new AuditLogResolver(auditLog),
  ];
}

function readinessOf({ database, readiness }: Core, indexing: AudienceIndexParts): ReadinessCheck[] {
  const check = async () => {
    await database.pool.query("SELECT 1");
    return null;
  };
  return [{ name: "database", check }, ...readiness, ...indexing.readiness];
}

interface Served {
  readiness: ReadinessCheck[];
  callbacks: CallbackService;
  objects: ObjectParts;
}

async function serve(core: Core, schema: GraphQLSchema, { readiness, callbacks, objects }: Served): Promise<HttpServer> {
  const { options, logger, metrics, tracing, accounts } = core;
  return createHttpServer({
    schema,
    authenticate: (token) => accounts.authenticator.authenticate(token),
    ...{ logger, metrics, tracing, readiness },
    cors: options.corsOrigins,
    trustProxy: options.trustProxy,
    mediaOrigin: await originOfLinks(core.objects),
    explorer: options.sandbox,
    drainDelayMs: options.drainDelayMs,
    routes: [(scope) => registerCallbackRoutes(scope, callbacks), ...objects.routes],
  });
}

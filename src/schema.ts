import "reflect-metadata";
import { type GraphQLSchema, isInputObjectType, lexicographicSortSchema, printSchema } from "graphql";
import { type BuildSchemaOptions, buildSchema } from "type-graphql";
import { ApiKeyResolver } from "./accounts/api-key.resolver.js";
import { AuditLogResolver } from "./accounts/audit-log.resolver.js";
import { OperatorResolver } from "./accounts/operator.resolver.js";
import { SessionResolver } from "./accounts/session.resolver.js";
import { AudienceRuleResolver } from "./audiences/audience-rule.resolver.js";
import { ExplainResolver } from "./audiences/explain.resolver.js";
import { ONE_OF_INPUTS } from "./audiences/index.js";
import { previewChangesResolver } from "./audiences/live/preview-changes.resolver.js";
import type { PreviewHub } from "./audiences/live/preview-hub.js";
import { PreviewResolver } from "./audiences/preview.resolver.js";
import { SegmentResolver } from "./audiences/segment.resolver.js";
import { DeletionResolver } from "./deletion/deletion.resolver.js";
import { ExportResolver } from "./exports/export.resolver.js";
import { authChecker } from "./graphql/auth-checker.js";
import { scalarsMap } from "./graphql/scalars.js";
import { ForecastResolver } from "./mass-sends/forecast/forecast.resolver.js";
import { MASS_SEND_ONE_OF_INPUTS, type MassSendProgressHub } from "./mass-sends/index.js";
import { LifecycleResolver } from "./mass-sends/lifecycle.resolver.js";
import { MassSendResolver } from "./mass-sends/mass-send.resolver.js";
import { massSendProgressResolver } from "./mass-sends/mass-send-progress.resolver.js";
import { MonthlySendsResolver } from "./mass-sends/monthly-sends.resolver.js";
import { RecipientsResolver } from "./mass-sends/recipients/recipients.resolver.js";
import { ReleaseResolver } from "./mass-sends/release.resolver.js";
import { MassSendBatchTextsResolver, MassSendErrorResolver } from "./mass-sends/texts.resolver.js";
import { MaterialResolver } from "./materials/material.resolver.js";
import { AccessTokenResolver } from "./official-account/access-token.resolver.js";
import { QuotaResolver } from "./official-account/quota.resolver.js";
import { SyncResolver } from "./sync/sync.resolver.js";
import type { TagJobProgress } from "./tags/index.js";
import { TagRuleResolver } from "./tags/rules/tag-rule.resolver.js";
import { TagResolver } from "./tags/tag.resolver.js";
import { TagJobResolver } from "./tags/tag-job.resolver.js";
import { tagJobProgressResolver } from "./tags/tag-job-progress.resolver.js";
import { TagMirrorResolver } from "./tags/tag-mirror.resolver.js";
import { UserTagsResolver } from "./tags/user-tags.resolver.js";
import { UserResolver } from "./users/user.resolver.js";
import { UserEditResolver } from "./users/user-edit.resolver.js";
import { UserInfoResolver } from "./users/user-info.resolver.js";
import { UserLocationResolver } from "./users/user-location.resolver.js";
import { WebhookResolver } from "./webhooks/webhook.resolver.js";

/** Each is made by the composition root, with its services; TypeGraphQL asks for it by its class. */
const RESOLVERS = [
  SessionResolver,
  OperatorResolver,
  ApiKeyResolver,
  AuditLogResolver,
  UserResolver,
  UserEditResolver,
  UserInfoResolver,
  UserLocationResolver,
  UserTagsResolver,
  TagResolver,
  TagJobResolver,
  TagMirrorResolver,
  TagRuleResolver,
  SyncResolver,
  PreviewResolver,
  SegmentResolver,
  AudienceRuleResolver,
  ExplainResolver,
  MaterialResolver,
  MassSendResolver,
  LifecycleResolver,
  ForecastResolver,
  RecipientsResolver,
  MonthlySendsResolver,
  ReleaseResolver,
  MassSendErrorResolver,
  MassSendBatchTextsResolver,
  DeletionResolver,
  ExportResolver,
  AccessTokenResolver,
  QuotaResolver,
  WebhookResolver,
];

export interface SchemaParts {
  /** One instance of each class in RESOLVERS. */
  resolvers: readonly object[];
  tagJobProgress: TagJobProgress;
  massSendProgress: MassSendProgressHub;
  previewChanges: PreviewHub;
}

/** The executable schema over the given resolvers. Throws when one of them is missing. */
export async function buildTagcastSchema(parts: SchemaParts): Promise<GraphQLSchema> {
  const instances = new Map(parts.resolvers.map((resolver) => [resolver.constructor, resolver]));
  const missing = RESOLVERS.filter((resolver) => !instances.has(resolver)).map(({ name }) => name);
  if (missing.length > 0) throw new Error(`app.ts does not wire ${missing.join(", ")}`);
  return build(parts, (cls) => instances.get(cls) ?? new cls());
}

/** The schema as text, sorted: what schema.graphql holds. */
export async function printedSchema(): Promise<string> {
  const nothing = (): never => {
    throw new Error("a printed schema answers nothing");
  };
  const follow = { follow: nothing };
  const schema = await build({ tagJobProgress: follow, massSendProgress: follow, previewChanges: follow }, nothing);
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}

interface Follows {
  tagJobProgress: Pick<TagJobProgress, "follow">;
  massSendProgress: Pick<MassSendProgressHub, "follow">;
  previewChanges: Pick<PreviewHub, "follow">;
}

async function build(progress: Follows, get: (cls: new () => object) => object): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers: [
      ...RESOLVERS,
      tagJobProgressResolver(progress.tagJobProgress),
      massSendProgressResolver(progress.massSendProgress),
      previewChangesResolver(progress.previewChanges),
    ] as never,
    container: { get },
    authChecker,
    scalarsMap,
    validate: false,
    pubSub: NO_TOPICS,
  });
  for (const name of [...ONE_OF_INPUTS, ...MASS_SEND_ONE_OF_INPUTS]) {
    const type = schema.getType(name);
    if (!isInputObjectType(type)) throw new Error(`${name} is to be @oneOf, but it is not an input of the schema`);
    // TypeGraphQL 2 has no decorator for it.
    type.isOneOf = true;
  }
  return schema;
}

/** TypeGraphQL wants one as soon as there is a subscription; ours bring their own `subscribe` and never come here. */
const NO_TOPICS: NonNullable<BuildSchemaOptions["pubSub"]> = {
  publish: (topic) => {
    throw new Error(`nobody listens to ${topic}`);
  },
  subscribe: (topic) => {
    throw new Error(`nobody publishes to ${topic}`);
  },
};

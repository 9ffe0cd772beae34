import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import { Operator, type OperatorLookup } from "../accounts/index.js";
import { AudienceRule } from "../audiences/index.js";
import { CurrentPrincipal, type Principal, type RequestContext, requirePrincipal } from "../graphql/context.js";
import type { Connection } from "../graphql/pagination.js";
import { requestLoader } from "../graphql/request-loader.js";
import { Role } from "../graphql/roles.js";
import { batchView } from "./batch-view.js";
import { contentInput } from "./content.js";
import type { DispatchService } from "./dispatch.service.js";
import { BatchResolution, MassSendContentKind, MassSendStatus } from "./mass-send.enums.js";
import { MassSendInput } from "./mass-send.input.js";
import type { MassSendRecord } from "./mass-send.js";
import type { MassSendService } from "./mass-send.service.js";
import { MassSend, MassSendBatch, MassSendBatchConnection, MassSendConnection, MassSendProgress } from "./mass-send.types.js";
import type { PreviewService } from "./preview.service.js";
import { progressOf } from "./progress.js";

const SEND_ID = { description: "The send's id." };
const INPUT = { description: "The whole send: every field is taken over." };
const AFTER = { nullable: true, description: "Cursor after which the page starts." };

@Resolver(() => MassSend)
export class MassSendResolver {
  private readonly operatorOf;

  constructor(
    private readonly massSends: MassSendService,
    private readonly dispatch: DispatchService,
    private readonly previews: PreviewService,
    operators: OperatorLookup,
  ) {
    this.operatorOf = requestLoader(
      async (context, ids: readonly number[]) => {
        const found = await operators.operatorsByIds(requirePrincipal(context).tenantId, ids);
        return found as ReadonlyMap<number, Operator | null>;
      },
      (): Operator | null => null,
    );
  }

  @Authorized(Role.VIEWER)
  @Query(() => MassSend, { nullable: true, description: "One mass send." })
  massSend(@CurrentPrincipal() principal: Principal, @Arg("id", () => ID, SEND_ID) id: string): Promise<MassSendRecord> {
    return this.massSends.massSend(principal.tenantId, id);
  }

  @Authorized(Role.VIEWER)
  @Query(() => MassSendConnection, { name: "massSends", description: "Mass sends, newest first." })
  list(
    @CurrentPrincipal() principal: Principal,
    @Arg("statuses", () => [MassSendStatus], { nullable: true, description: "Only sends in one of these." }) statuses?:
      | MassSendStatus[]
      | null,
    @Arg("first", () => Int, { nullable: true, defaultValue: 20, description: "Size of the page, 1 to 200." }) first?: number | null,
    @Arg("after", () => String, AFTER) after?: string | null,
  ): Promise<Connection<MassSendRecord>> {
    return this.massSends.massSends(principal.tenantId, { statuses: statuses ?? null, first: first ?? 20, after: after ?? null });
  }

  @Authorized(Role.OPERATOR)
  @Mutation(() => MassSend, { description: "Makes a DRAFT; nothing is sent before `startMassSend`." })
  createMassSend(
    @CurrentPrincipal() principal: Principal,
    @Arg("input", () => MassSendInput, INPUT) input: MassSendInput,
  ): Promise<MassSendRecord> {
    return this.massSends.createMassSend(principal, input);
  }

  @Authorized(Role.OPERATOR)
  @Mutation(() => MassSend, { description: "Changes a DRAFT." })
  updateMassSend(
    @CurrentPrincipal() principal: Principal,
    @Arg("id", () => ID, SEND_ID) id: string,
    @Arg("input", () => MassSendInput, INPUT) input: MassSendInput,
  ): Promise<MassSendRecord> {
    return this.massSends.updateMassSend(principal, id, input);
  }

  @Authorized(Role.OPERATOR)
  @Mutation(() => Boolean, {
    description: "Sends the message to one person by WeChat's mass/preview. Exactly one of `openid` and `wechatName`.",
  })
  previewMassSend(
    @CurrentPrincipal() principal: Principal,
    @Arg("id", () => ID, SEND_ID) id: string,
    @Arg("openid", () => String, { nullable: true, description: "A follower's openid." }) openid?: string | null,
    @Arg("wechatName", () => String, { nullable: true, description: "A follower's WeChat id." }) wechatName?: string | null,
  ): Promise<boolean> {
    return this.previews.previewMassSend(principal, id, { openid: openid ?? null, wechatName: wechatName ?? null });
  }

  @Authorized(Role.APPROVER)
  @Mutation(() => MassSend, {
    description: "Freezes the reachable audience, plans the batches, and sends them. Needs at least two reachable followers.",
  })
  startMassSend(@CurrentPrincipal() principal: Principal, @Arg("id", () => ID, SEND_ID) id: string): Promise<MassSendRecord> {
    return this.dispatch.startMassSend(principal, id);
  }

  @Authorized(Role.APPROVER)
  @Mutation(() => MassSend, { description: "Stops after the call in flight, until it is resumed." })
  pauseMassSend(@CurrentPrincipal() principal: Principal, @Arg("id", () => ID, SEND_ID) id: string): Promise<MassSendRecord> {
    return this.dispatch.pauseMassSend(principal, id);
  }

  @Authorized(Role.APPROVER)
  @Mutation(() => MassSend, { description: "Goes on with a PAUSED send." })
  resumeMassSend(@CurrentPrincipal() principal: Principal, @Arg("id", () => ID, SEND_ID) id: string): Promise<MassSendRecord> {
    return this.dispatch.resumeMassSend(principal, id);
  }

  @Authorized(Role.APPROVER)
  @Mutation(() => MassSend, { description: "Stops for good: what WeChat has accepted stays sent, the rest is not sent." })
  cancelMassSend(@CurrentPrincipal() principal: Principal, @Arg("id", () => ID, SEND_ID) id: string): Promise<MassSendRecord> {
    return this.dispatch.cancelMassSend(principal, id);
  }

  @Authorized(Role.APPROVER)
  @Mutation(() => MassSendBatch, { description: "Decides about an UNKNOWN batch, after a look at WeChat's own console." })
  async resolveUnknownBatch(
    @CurrentPrincipal() principal: Principal,
    @Arg("batchId", () => ID, { description: "The batch's id." }) batchId: string,
    @Arg("resolution", () => BatchResolution, { description: "Whether it was sent." }) resolution: BatchResolution,
  ): Promise<MassSendBatch> {
    return batchView(await this.dispatch.resolveUnknownBatch(principal, batchId, resolution));
  }

  @FieldResolver(() => MassSendContentKind, { description: "What kind of message it carries." })
  contentKind(@Root() { content }: MassSendRecord): MassSendContentKind {
    return MassSendContentKind[content.kind];
  }

  @FieldResolver(() => String, { description: "What it carries, as JSON in MassSendContentInput's shape." })
  content(@Root() { content }: MassSendRecord): string {
    return JSON.stringify(contentInput(content));
  }

  @FieldResolver(() => AudienceRule, { description: "Whom it goes to; in Chinese with the names that things had when it was saved." })
  rule(@Root() { audience, audienceText }: MassSendRecord): AudienceRule {
    return { kept: { language: "zh", text: audienceText }, json: JSON.stringify(audience) };
  }

  @FieldResolver(() => MassSendProgress, { description: "How far it has come." })
  progress(@Root() send: MassSendRecord): MassSendProgress {
    return progressOf(send);
  }

  @FieldResolver(() => MassSendBatchConnection, { description: "Its batches, by index; none before the start." })
  async batches(
    @Root() send: MassSendRecord,
    @Arg("first", () => Int, { nullable: true, defaultValue: 50, description: "Size of the page, 1 to 200." }) first?: number | null,
    @Arg("after", () => String, AFTER) after?: string | null,
  ): Promise<Connection<MassSendBatch>> {
    const page = await this.massSends.batches(send, { first: first ?? 50, after: after ?? null });
    return { ...page, edges: page.edges.map(({ cursor, node }) => ({ cursor, node: batchView(node) })) };
  }

  @FieldResolver(() => Operator, {
    description: "Who wrote it. For an API key, and for an operator who is gone, a stand-in with the name kept.",
  })
  async createdBy(@Root() send: MassSendRecord, @Ctx() context: RequestContext): Promise<Operator> {
    const known = await this.operatorOf(context).load(send.createdById);
    return known ?? { id: send.createdById, username: send.createdByName, role: Role.VIEWER, disabled: true };
  }

  @FieldResolver(() => Operator, { nullable: true, description: "Who approved it as it is; null while nobody has." })
  async approvedBy(@Root() { approval }: MassSendRecord, @Ctx() context: RequestContext): Promise<Operator | null> {
    if (approval === null) return null;
    const known = await this.operatorOf(context).load(approval.byId);
    return known ?? { id: approval.byId, username: approval.byName, role: Role.VIEWER, disabled: true };
  }
}

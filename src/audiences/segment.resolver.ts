import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import { CurrentPrincipal, type Principal, type RequestContext, requirePrincipal } from "../graphql/context.js";
import { requestLoader } from "../graphql/request-loader.js";
import { Role } from "../graphql/roles.js";
import { AudienceRule } from "./audience.types.js";
import type { SegmentService } from "./segment.service.js";
import { AudienceUse, AudienceUseKind, Segment, SegmentInput } from "./segment.types.js";
import type { SegmentRecord } from "./segment-store.port.js";

const ID_OF = { description: "The segment's id." };

@Resolver(() => Segment)
export class SegmentResolver {
  private readonly counts;
  private readonly uses;

  constructor(private readonly service: SegmentService) {
    this.counts = requestLoader(
      (context, ids: readonly number[]) => service.counts(requirePrincipal(context).tenantId, ids),
      () => 0,
    );
    this.uses = requestLoader(
      async (context, ids: readonly number[]): Promise<Map<number, AudienceUse[]>> => {
        const uses = await service.uses(requirePrincipal(context).tenantId, ids);
        return new Map([...uses].map(([id, found]) => [id, found.map((use) => ({ ...use, kind: AudienceUseKind[use.kind] }))]));
      },
      (): AudienceUse[] => [],
    );
  }

  @Authorized(Role.VIEWER)
  @Query(() => [Segment], { description: "All saved audiences by name; at most 1,000." })
  segments(@CurrentPrincipal() principal: Principal): Promise<SegmentRecord[]> {
    return this.service.segments(principal.tenantId);
  }

  @Authorized(Role.VIEWER)
  @Query(() => Segment, { nullable: true, description: "One saved audience." })
  segment(@CurrentPrincipal() principal: Principal, @Arg("id", () => ID, ID_OF) id: string): Promise<SegmentRecord> {
    return this.service.segment(principal.tenantId, id);
  }

  @Authorized(Role.OPERATOR)
  @Mutation(() => Segment, { description: "Saves an audience under a name." })
  createSegment(
    @CurrentPrincipal() principal: Principal,
    @Arg("input", () => SegmentInput, { description: "The segment." }) input: SegmentInput,
  ): Promise<SegmentRecord> {
    return this.service.createSegment(principal, input);
  }

  @Authorized(Role.OPERATOR)
  @Mutation(() => Segment, {
    description:
      "Changes a segment, and with it whatever uses it. Refused where it would hold itself, or make something that uses it too large to evaluate.",
  })
  updateSegment(
    @CurrentPrincipal() principal: Principal,
    @Arg("id", () => ID, ID_OF) id: string,
    @Arg("input", () => SegmentInput, { description: "What it shall be." }) input: SegmentInput,
  ): Promise<SegmentRecord> {
    return this.service.updateSegment(principal, id, input);
  }

  @Authorized(Role.OPERATOR)
  @Mutation(() => Boolean, { description: "Deletes a segment; CONFLICT, telling by what, while something uses it." })
  deleteSegment(@CurrentPrincipal() principal: Principal, @Arg("id", () => ID, ID_OF) id: string): Promise<boolean> {
    return this.service.deleteSegment(principal, id);
  }

  @FieldResolver(() => AudienceRule, { description: "Who is in it." })
  rule(@Root() { audience }: SegmentRecord): AudienceRule {
    return { json: JSON.stringify(audience) };
  }

  @FieldResolver(() => Int, { description: "How many users are in it now." })
  count(@Root() { segmentId }: SegmentRecord, @Ctx() context: RequestContext): Promise<number> {
    return this.counts(context).load(segmentId);
  }

  @FieldResolver(() => [AudienceUse], { description: "What names it: the segment is not deleted before these are." })
  usedBy(@Root() { segmentId }: SegmentRecord, @Ctx() context: RequestContext): Promise<AudienceUse[]> {
    return this.uses(context).load(segmentId);
  }
}

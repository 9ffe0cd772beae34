import { Arg, Authorized, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { CurrentPrincipal, type Principal } from "../graphql/context.js";
import { Role } from "../graphql/roles.js";
import { Language } from "./audience.enums.js";
import { AudienceInput } from "./audience.input.js";
import { type ExplainService, flattened } from "./explain.service.js";
import { AudienceExplanation, ExplainedPart } from "./explain.types.js";

@Resolver(() => AudienceExplanation)
export class ExplainResolver {
  constructor(private readonly service: ExplainService) {}

  @Authorized(Role.VIEWER)
  @Query(() => AudienceExplanation, {
    description: "Why a user is or is not in an audience: the expression's tree with each node's truth.",
  })
  explainAudience(
    @CurrentPrincipal() principal: Principal,
    @Arg("audience", () => AudienceInput, { description: "The audience." }) audience: AudienceInput,
    @Arg("userId", () => ID, { description: "The user's id." }) userId: string,
    @Arg("language", () => Language, { nullable: true, defaultValue: Language.ZH, description: "The language of the labels; names stay." })
    language?: Language | null,
  ): Promise<AudienceExplanation> {
    return this.service.explain(principal.tenantId, audience, userId, language ?? Language.ZH);
  }

  @FieldResolver(() => [ExplainedPart], {
    description:
      "This part and all below it, each before what it is made of: for trees deeper than a query may nest, as with segments inside segments.",
  })
  parts(@Root() explanation: AudienceExplanation): ExplainedPart[] {
    return flattened(explanation);
  }
}

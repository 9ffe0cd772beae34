import { Arg, Authorized, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { AudienceInput, Language } from "../../audiences/index.js";
import { CurrentPrincipal, type Principal } from "../../graphql/context.js";
import { Role } from "../../graphql/roles.js";
import { inLanguage, LANGUAGE } from "../language-arg.js";
import type { ForecastService } from "./forecast.service.js";
import { MassSendForecast } from "./forecast.types.js";

@Resolver(() => MassSendForecast)
export class ForecastResolver {
  constructor(private readonly forecasts: ForecastService) {}

  @Authorized(Role.VIEWER)
  @Query(() => MassSendForecast, {
    description:
      "What would happen if this were sent now: who gets it, who is left out and why, how many calls, how long, what it leaves of each quota.",
  })
  massSendForecast(
    @CurrentPrincipal() { tenantId }: Principal,
    @Arg("audience", () => AudienceInput, { description: "Whom to send to." }) audience: AudienceInput,
    @Arg("massSendId", () => ID, {
      nullable: true,
      description: "The send it is for: then warnings tell also of its content, and how far it moved since its approval.",
    })
    massSendId?: string | null,
  ): Promise<MassSendForecast> {
    return this.forecasts.forecast(tenantId, audience, massSendId ?? null);
  }

  @FieldResolver(() => String, { nullable: true, description: "Why it cannot be sent like this, and what to do; null when it can." })
  refusal(@Root() { refusal }: MassSendForecast, @Arg("language", () => Language, LANGUAGE) language?: Language | null): string | null {
    return inLanguage(refusal, language);
  }

  @FieldResolver(() => [String], { description: "What to look at before sending." })
  warnings(@Root() { warnings }: MassSendForecast, @Arg("language", () => Language, LANGUAGE) language?: Language | null): string[] {
    return warnings.map((warning) => warning[language ?? Language.EN]);
  }
}

import { Arg, Authorized, ID, Query, Resolver } from "type-graphql";
import { AudienceInput } from "../../audiences/index.js";
import { CurrentPrincipal, type Principal } from "../../graphql/context.js";
import { Role } from "../../graphql/roles.js";
import type { ForecastService } from "./forecast.service.js";
import { MassSendForecast } from "./forecast.types.js";

@Resolver()
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
}

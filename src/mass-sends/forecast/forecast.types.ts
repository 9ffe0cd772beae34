import { Field, Int, ObjectType } from "type-graphql";
import { DispatchMethod } from "../mass-send.enums.js";
import type { Words } from "../words.js";

@ObjectType({
  description:
    "What would happen if this were sent now. `count` = `reachable` + `notSubscribed` + `blacklisted` + `overMonthlyLimit`: everybody is in one of them.",
})
export class MassSendForecast {
  @Field(() => Int, { description: "Everyone in the audience." })
  count!: number;

  @Field(() => Int, { description: "Of them, those who would be sent to." })
  reachable!: number;

  @Field(() => Int, { description: "Who does not follow the Official Account (any more)." })
  notSubscribed!: number;

  @Field(() => Int, { description: "Of the others, who is on WeChat's blacklist, or whose status here is not NORMAL." })
  blacklisted!: number;

  @Field(() => Int, {
    description:
      "Of the others, who had this month's four mass sends, by what Tagcast sent: WeChat leaves them out. Sends from WeChat's own console are not known here, so there may be more. Service accounts only.",
  })
  overMonthlyLimit!: number;

  @Field(() => Int, { description: "Of the reachable ones, who has no mass send left this month once they got this one." })
  atLimitAfterwards!: number;

  @Field(() => DispatchMethod, { description: "How the recipients would be named to WeChat." })
  method!: DispatchMethod;

  /** In both languages; what the field says is one of them. */
  refusal!: Words | null;

  @Field(() => Int, { description: "Calls it takes; 0 where it cannot be sent." })
  batches!: number;

  @Field(() => Int, {
    description: "Seconds it takes at the least: WeChat takes 60 mass calls a minute, and delivers at the account's speed level.",
  })
  minimumSeconds!: number;

  @Field(() => Int, {
    description:
      "Calls of this kind that WeChat still takes today (2,147,483,647 where it sets no limit); of a subscription account, and of sends to all, also what is left of the day's one, or the month's four.",
  })
  dailyCallsLeft!: number;

  /** As `refusal`. */
  warnings!: Words[];
}

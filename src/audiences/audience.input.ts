import { Field, ID, InputType, Int } from "type-graphql";
import { Sex, UserStatus } from "./audience.enums.js";
import { DateRangeInput, IntRangeInput, MonthDayRangeInput, NearInput } from "./audience-ranges.input.js";

/**
 * Only the shape: `parseAudience` checks it and makes an Audience. Every field is optional for TypeGraphQL, which has no
 * @oneOf; the schema sets `isOneOf` on the types that ONE_OF_INPUTS names.
 */
@InputType({
  description: "A boolean expression over users. Exactly one field. `all`, `any` and `not` nest to a depth of 8, with at most 200 leaves.",
})
export class AudienceInput {
  @Field(() => [AudienceInput], { nullable: true, description: "Users in every one of these." })
  all?: AudienceInput[];

  @Field(() => [AudienceInput], { nullable: true, description: "Users in at least one of these." })
  any?: AudienceInput[];

  @Field(() => AudienceInput, { nullable: true, description: "All users, deleted ones excepted, that are not in this." })
  not?: AudienceInput;

  @Field(() => Boolean, { nullable: true, description: "All users, deleted ones excepted; must be true." })
  everyone?: boolean;

  @Field(() => ID, { nullable: true, description: "Users carrying this tag." })
  tag?: string;

  @Field(() => ID, { nullable: true, description: "Users in this saved audience, as it is now." })
  segment?: string;

  @Field(() => [ID], { nullable: true, description: "These users; at most 10,000. Unknown ids are nobody." })
  users?: string[];

  @Field(() => [String], { nullable: true, description: "The users with these openids; at most 10,000. Unknown openids are nobody." })
  openids?: string[];

  @Field(() => Sex, { nullable: true, description: "Users of this sex." })
  sex?: Sex;

  @Field(() => Int, { nullable: true, description: "Users of this province." })
  provinceId?: number;

  @Field(() => Int, { nullable: true, description: "Users of this city." })
  cityId?: number;

  @Field(() => Int, { nullable: true, description: "Users of this district or county." })
  regionId?: number;

  @Field(() => Int, { nullable: true, description: "Users of this company." })
  companyId?: number;

  @Field(() => Int, { nullable: true, description: "Users who came from this channel." })
  source?: number;

  @Field(() => Boolean, { nullable: true, description: "Users who are VIP members, or who are not." })
  vip?: boolean;

  @Field(() => UserStatus, { nullable: true, description: "Users the brand marked so. DELETED users are in no other audience." })
  status?: UserStatus;

  @Field(() => Boolean, { nullable: true, description: "Users who follow the Official Account now, or who do not." })
  subscribed?: boolean;

  @Field(() => Boolean, { nullable: true, description: "Users whose phone number is known, or is not." })
  hasPhone?: boolean;

  @Field(() => MonthDayRangeInput, { nullable: true, description: "Users whose birthday lies in the range, whatever the year." })
  birthday?: MonthDayRangeInput;

  @Field(() => IntRangeInput, { nullable: true, description: "Users of this age today (Asia/Shanghai), in full years." })
  age?: IntRangeInput;

  @Field(() => DateRangeInput, { nullable: true, description: "Users who were added on these days (Asia/Shanghai)." })
  createdAt?: DateRangeInput;

  @Field(() => DateRangeInput, { nullable: true, description: "Users who were last active on these days (Asia/Shanghai)." })
  lastActiveAt?: DateRangeInput;

  @Field(() => NearInput, { nullable: true, description: "Users last seen in this circle, not longer than 60 days ago." })
  near?: NearInput;

  @Field(() => ID, {
    nullable: true,
    description:
      "Users in those batches of this mass send that WeChat refused or that were never sent, as they stand now. Of batches that were sent WeChat tells only totals, so that nobody in them is here. Unknown ids are nobody.",
  })
  unreachedBy?: string;
}

/** Input types of this domain that take exactly one field. */
export const ONE_OF_INPUTS: readonly string[] = ["AudienceInput"];

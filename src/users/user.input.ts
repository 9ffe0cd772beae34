import { Field, InputType, Int } from "type-graphql";
import { Sex } from "../audiences/index.js";
import { CalendarDate } from "../graphql/scalars.js";

@InputType({ description: "What changes about a user: an absent field stays as it is, null clears it." })
export class UserUpdateInput {
  @Field(() => String, {
    nullable: true,
    description: "Nickname, at most 100 characters. Where WeChat tells one, a sync brings WeChat's back.",
  })
  nickname?: string | null;

  @Field(() => String, { nullable: true, description: "Real name, at most 50 characters." })
  realName?: string | null;

  @Field(() => Sex, { nullable: true, description: "Sex; null makes it UNKNOWN." })
  sex?: Sex | null;

  @Field(() => CalendarDate, { nullable: true, description: "Day of birth, from 1900-01-01 to today." })
  birthday?: Date | null;

  @Field(() => String, {
    nullable: true,
    description: "Phone number: 5 to 20 digits, a + in front allowed. Blanks, hyphens and a mainland mobile's +86 are left out.",
  })
  phone?: string | null;

  @Field(() => Int, { nullable: true, description: "Province, by its administrative division code." })
  provinceId?: number | null;

  @Field(() => Int, { nullable: true, description: "City, by its administrative division code." })
  cityId?: number | null;

  @Field(() => Int, { nullable: true, description: "District or county, by its administrative division code." })
  regionId?: number | null;

  @Field(() => String, { nullable: true, description: "Occupation, at most 30 characters." })
  job?: string | null;

  @Field(() => Boolean, { nullable: true, description: "Whether the person is a VIP member; null makes it false." })
  vip?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description: "The team's remark, at most 30 characters. Kept in Tagcast; where WeChat has another, a sync brings WeChat's back.",
  })
  remark?: string | null;
}

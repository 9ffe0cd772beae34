import { Field, ID, Int, ObjectType } from "type-graphql";
import { Sex, UserStatus } from "../audiences/index.js";
import { CalendarDate, DateTime } from "../graphql/scalars.js";

@ObjectType({ description: "A user's profile: what the person or WeChat told the brand." })
export class UserInfo {
  @Field(() => String, { nullable: true, description: "Nickname." })
  nickname!: string | null;

  @Field(() => String, { nullable: true, description: "Real name." })
  realName!: string | null;

  @Field(() => Sex, { description: "Sex; UNKNOWN where nobody said." })
  sex!: Sex;

  @Field(() => CalendarDate, { nullable: true, description: "Day of birth." })
  birthday!: string | null;

  @Field(() => String, { nullable: true, description: "QQ number." })
  qq!: string | null;

  @Field(() => String, { nullable: true, description: "WeChat name the person gave." })
  wechat!: string | null;

  @Field(() => String, { nullable: true, description: "Address of the profile picture." })
  headImageUrl!: string | null;

  /** As stored; the field `identityCard` opens it for those who may see it. */
  identityCardSealed!: Uint8Array | null;

  @Field(() => Int, { nullable: true, description: "Province, by its administrative division code." })
  provinceId!: number | null;

  @Field(() => Int, { nullable: true, description: "City, by its administrative division code." })
  cityId!: number | null;

  @Field(() => Int, { nullable: true, description: "District or county, by its administrative division code." })
  regionId!: number | null;

  @Field(() => String, { nullable: true, description: "Occupation." })
  job!: string | null;

  @Field(() => String, { nullable: true, description: "Occasions on which the person eats the brand's food." })
  eatScene!: string | null;

  @Field(() => String, { nullable: true, description: "Channel of the company that brought the person." })
  companyChannel!: string | null;

  @Field(() => Int, { nullable: true, description: "Company the person belongs to." })
  companyId!: number | null;

  @Field(() => Boolean, { description: "Whether the person is a VIP member." })
  vip!: boolean;

  @Field(() => UserStatus, { description: "The brand's own mark on the person." })
  status!: UserStatus;

  @Field(() => DateTime, { nullable: true, description: "When the profile was first written." })
  createdAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: "When the profile last changed." })
  updatedAt!: Date | null;
}

@ObjectType({ description: "A user's preferences." })
export class UserFavourites {
  @Field(() => Int, { nullable: true, description: "Preferred delivery address." })
  addressId!: number | null;

  @Field(() => Int, { nullable: true, description: "Preferred way of paying." })
  payType!: number | null;

  @Field(() => Int, { nullable: true, description: "Preferred skin of the mini program." })
  likedSkin!: number | null;

  @Field(() => Int, { nullable: true, description: "Preferred delivery address in the points mall." })
  pointsMallAddressId!: number | null;

  @Field(() => DateTime, { nullable: true, description: "When the preferences were first written." })
  createdAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: "When the preferences last changed." })
  updatedAt!: Date | null;
}

/** `phone` and `info.identityCard` are fields of user.resolver.ts, which masks them. */
@ObjectType({ description: "A person in the brand's base; a follower while `subscribed`." })
export class User {
  /** `user_id`, unique over all tenants. */
  userId!: number;

  tenantId!: number;

  /** Bit position in every audience of the tenant; the order of `users`. */
  ordinal!: number;

  /** As stored. */
  rawPhone!: string | null;

  @Field(() => ID, { description: "`user_id`." })
  id!: string;

  @Field(() => String, { description: "The person's id at the Official Account." })
  openid!: string;

  @Field(() => String, { nullable: true, description: "The person's id at the brand's mini program." })
  miniProgramOpenid!: string | null;

  @Field(() => String, { nullable: true, description: "The person's id over all accounts of one WeChat Open Platform owner." })
  unionid!: string | null;

  @Field(() => Int, { nullable: true, description: "Channel the person came from." })
  source!: number | null;

  @Field(() => Boolean, { description: "Whether the person follows the Official Account now." })
  subscribed!: boolean;

  @Field(() => Boolean, { description: "Whether the person is on the account's blacklist at WeChat." })
  blacklisted!: boolean;

  @Field(() => UserInfo, { nullable: true, description: "The profile." })
  info!: UserInfo | null;

  @Field(() => UserFavourites, { nullable: true, description: "The preferences." })
  favourites!: UserFavourites | null;

  @Field(() => DateTime, { description: "When the person entered the base." })
  createdAt!: Date;
}

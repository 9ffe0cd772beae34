import { Field, Int, ObjectType } from "type-graphql";
import { DateTime } from "../graphql/scalars.js";

@ObjectType({ description: "What may be told of the account's access token: never the token itself." })
export class AccessTokenStatus {
  @Field(() => String, { description: "The first 8 hex digits of the token's SHA-256: tells two tokens apart." })
  fingerprint!: string;

  @Field(() => DateTime, { description: "When it ends; it is renewed some minutes earlier." })
  expiresAt!: Date;

  @Field(() => DateTime, { description: "When it was got." })
  refreshedAt!: Date;

  @Field(() => Int, { description: "Grows with every new token of the account." })
  version!: number;

  @Field(() => String, {
    description:
      "How it was got: `stable_token`, `stable_token_forced`, `token` (the older endpoint), or `manual` (put in by an operator).",
  })
  source!: string;
}

@ObjectType({ description: "What one of WeChat's interfaces allows the account today. All three are 0 where WeChat sets no daily limit." })
export class ApiQuota {
  @Field(() => Int, { description: "Calls a day (Asia/Shanghai); 2,147,483,647 stands for that many or more." })
  dailyLimit!: number;

  @Field(() => Int, { description: "Calls made today." })
  used!: number;

  @Field(() => Int, { description: "Calls left today." })
  remaining!: number;
}

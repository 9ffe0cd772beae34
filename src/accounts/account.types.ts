import { Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { Role } from "../graphql/roles.js";

export enum AccountKind {
  SUBSCRIPTION = "SUBSCRIPTION",
  SERVICE = "SERVICE",
}

registerEnumType(AccountKind, {
  name: "AccountKind",
  description: "Which of WeChat's two kinds of Official Account the brand has; they differ in their mass-send quotas.",
  valuesConfig: {
    SUBSCRIPTION: { description: "订阅号: one mass send a day." },
    SERVICE: { description: "服务号: each follower gets at most four mass sends a month." },
  },
});

export enum ApprovalRule {
  OPTIONAL = "OPTIONAL",
  REQUIRED = "REQUIRED",
}

registerEnumType(ApprovalRule, {
  name: "ApprovalRule",
  description: "Whether a mass send needs an approval before it may be started or scheduled.",
  valuesConfig: {
    OPTIONAL: { description: "A draft may go out without one; an approval that was given must still hold." },
    REQUIRED: { description: "Nothing goes out that was not approved." },
  },
});

@ObjectType({ description: "Someone who signs in and works on the brand's account." })
export class Operator {
  @Field(() => ID, { description: "The operator's number, unique over all tenants." })
  id!: number;

  @Field(() => String, { description: "The name to sign in with, unique over all tenants." })
  username!: string;

  @Field(() => Role, { description: "What the operator may do." })
  role!: Role;

  @Field(() => Boolean, { description: "Whether signing in is switched off for this operator." })
  disabled!: boolean;
}

@ObjectType({ description: "A brand with one Official Account; every object belongs to exactly one tenant." })
export class Tenant {
  @Field(() => ID, { description: "The tenant's number." })
  id!: number;

  @Field(() => String, { description: "The brand's name." })
  name!: string;

  @Field(() => String, { description: "The Official Account's AppID." })
  appId!: string;

  @Field(() => AccountKind, { description: "Subscription or service account." })
  kind!: AccountKind;

  @Field(() => Boolean, { description: "Whether WeChat has verified the account; without it most mass-send interfaces are closed." })
  verified!: boolean;

  @Field(() => Boolean, { description: "Whether this is the built-in sandbox: nothing sent here reaches a real person." })
  sandbox!: boolean;

  @Field(() => ApprovalRule, { description: "Whether mass sends need an approval. Set by `tagcast update-tenant`, like the four below." })
  approval!: ApprovalRule;

  @Field(() => Boolean, { description: "Whether who wrote a mass send may approve it." })
  selfApproval!: boolean;

  @Field(() => Int, { description: "How far the number of people reached may move after an approval, in per cent of it …" })
  approvalTolerancePercent!: number;

  @Field(() => Int, { description: "… or in people, whichever is more." })
  approvalTolerancePeople!: number;

  @Field(() => String, {
    nullable: true,
    description: "When nobody should be disturbed, as `22:00-08:00` (Asia/Shanghai): forecasts warn. Null: never.",
  })
  quietHours!: string | null;
}

import { Field, ID, ObjectType } from "type-graphql";
import { Role } from "../graphql/roles.js";
import { DateTime } from "../graphql/scalars.js";
import { Operator } from "./account.types.js";

@ObjectType({ description: "What `login` gives." })
export class Session {
  @Field(() => String, { description: "To be sent as `Authorization: Bearer <token>`; shown this once." })
  token!: string;

  @Field(() => DateTime, { description: "When the session ends by itself, 12 hours after login." })
  expiresAt!: Date;

  @Field(() => Operator, { description: "Who has signed in." })
  operator!: Operator;
}

@ObjectType({ description: "A key by which a program uses this API, with a role of its own." })
export class ApiKey {
  @Field(() => ID, { description: "The key's number." })
  id!: number;

  @Field(() => String, { description: "What the key is for; the audit log shows it as `key:<name>`." })
  name!: string;

  @Field(() => Role, { description: "What the key may do." })
  role!: Role;

  @Field(() => String, {
    nullable: true,
    description: "The key itself, sent like a session token. Only `createApiKey` shows it, this once.",
  })
  key?: string | null;

  @Field(() => DateTime, { description: "When the key was created." })
  createdAt!: Date;
}

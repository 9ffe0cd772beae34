import { Field, ID, InputType } from "type-graphql";
import { AudienceInput } from "../audiences/index.js";

@InputType({ description: "A tag as it shall be. In an update an absent field stays as it is, and null clears it." })
export class TagInput {
  @Field(() => String, { description: "Name, 1 to 64 characters, unique in the brand." })
  name!: string;

  @Field(() => String, { nullable: true, description: "Group the tag is listed under; at most 64 characters." })
  group?: string | null;

  @Field(() => String, { nullable: true, description: "What the tag is for; at most 500 characters." })
  description?: string | null;
}

@InputType({ description: "Which tags to add to, or remove from, which users." })
export class TagUsersInput {
  @Field(() => [ID], { description: "1 to 50 tags." })
  tagIds!: string[];

  @Field(() => AudienceInput, {
    description: "The users, as they are at the moment of the call: who enters the audience later is left out.",
  })
  audience!: AudienceInput;

  @Field(() => String, {
    nullable: true,
    description:
      "1 to 128 characters of the caller's choice. The same key with the same request gives the same job; with another request it is a CONFLICT.",
  })
  idempotencyKey?: string | null;
}

import { Field, ID, InputType } from "type-graphql";
import { AudienceInput } from "../audiences/index.js";

/**
 * The contract's default is false, but GraphQL fills defaults in before anybody can see that a field was absent, also in an
 * update, where absence means "as it is": an update of the description would have the tag deleted at WeChat. So the default
 * is a value of its own: it prints as `false`, and `saidOf` tells it from a false that was said.
 */
const UNSAID = Object.freeze({ valueOf: () => false });

/** Undefined where the caller said nothing, or null. */
export function saidOf(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

@InputType({ description: "A tag as it shall be. In an update an absent field stays as it is, and null clears it." })
export class TagInput {
  @Field(() => String, { description: "Name, 1 to 64 characters, unique in the brand." })
  name!: string;

  @Field(() => String, { nullable: true, description: "Group the tag is listed under; at most 64 characters." })
  group?: string | null;

  @Field(() => String, { nullable: true, description: "What the tag is for; at most 500 characters." })
  description?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: UNSAID,
    description:
      "Keeps one of WeChat's 100 tags in step with this one; the name then has at most 30 characters. Turned off, or the tag deleted: what Tagcast made at WeChat is deleted there; a tag that WeChat had before stays there when this is turned off. In an update an absent field stays as it is, whatever the default.",
  })
  mirrorToWeChat?: boolean | null;

  @Field(() => AudienceInput, {
    nullable: true,
    description:
      "Makes the tag keep itself up to date: its users are those in this audience, whoever enters or leaves it; nobody tags or untags them by hand. Given again, all users are compared with it anew. Null removes the rule; the users stay.",
  })
  rule?: AudienceInput | null;
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

import { Field, ObjectType } from "type-graphql";

@ObjectType({ description: "A saved expression, as text for people and as JSON in AudienceInput's shape for programs." })
export class AudienceRule {
  @Field(() => String, { description: "The expression in words." })
  text!: string;

  @Field(() => String, { description: "The expression as JSON, in AudienceInput's shape." })
  json!: string;
}

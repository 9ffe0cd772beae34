import { Field, Int, ObjectType } from "type-graphql";

@ObjectType({ description: "One part of an expression and whether the user is in it." })
export class ExplainedPart {
  @Field(() => Boolean, { description: "Whether the user is in this part." })
  matches!: boolean;

  @Field(() => String, { description: "The part in words." })
  label!: string;

  @Field(() => Int, { description: "How deep it lies: 0 is the whole expression." })
  depth!: number;
}

@ObjectType({ description: "Why a user is or is not in an audience: the expression's tree with each part's truth." })
export class AudienceExplanation {
  @Field(() => Boolean, { description: "Whether the user is in this part." })
  matches!: boolean;

  @Field(() => String, { description: "The part in words; how a combination combines what is below it." })
  label!: string;

  @Field(() => [AudienceExplanation], { description: "The parts it is made of; those of a segment are what it holds now." })
  children!: AudienceExplanation[];
}

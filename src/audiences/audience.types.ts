import { Field, ObjectType } from "type-graphql";
import type { TextLanguage } from "./audience-text.js";

/** `text` is a field of audience-rule.resolver.ts. */
@ObjectType({ description: "A saved expression, as text for people and as JSON in AudienceInput's shape for programs." })
export class AudienceRule {
  @Field(() => String, { description: "The expression as JSON, in AudienceInput's shape." })
  json!: string;

  /** Words that were kept with the expression; where there are none in the language asked for, they are made from `json`. */
  kept?: { language: TextLanguage; text: string };
}

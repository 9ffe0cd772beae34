import { Field, ID, InputType, ObjectType, registerEnumType } from "type-graphql";
import { DateTime } from "../graphql/scalars.js";
import { AudienceInput } from "./audience.input.js";

/** `rule`, `count` and `usedBy` are fields of segment.resolver.ts. */
@ObjectType({
  description: "A saved audience: a name for an expression, which other expressions may use. Who is in it is looked up each time.",
})
export class Segment {
  @Field(() => ID, { description: "The segment's id." })
  id!: string;

  @Field(() => String, { description: "Name, unique in the brand." })
  name!: string;

  @Field(() => DateTime, { description: "When the segment was made." })
  createdAt!: Date;

  @Field(() => DateTime, { description: "When the segment last changed." })
  updatedAt!: Date;
}

@InputType({ description: "A segment as it shall be." })
export class SegmentInput {
  @Field(() => String, { description: "Name, 1 to 64 characters, unique in the brand." })
  name!: string;

  @Field(() => AudienceInput, { description: "Who is in it. May name other segments, but none that holds this one." })
  audience!: AudienceInput;
}

export enum AudienceUseKind {
  SEGMENT = "SEGMENT",
  TAG_RULE = "TAG_RULE",
  MASS_SEND = "MASS_SEND",
}

registerEnumType(AudienceUseKind, {
  name: "AudienceUseKind",
  description: "What holds an audience for later.",
  valuesConfig: {
    SEGMENT: { description: "A segment." },
    TAG_RULE: { description: "The rule of a tag." },
    MASS_SEND: { description: "A mass send that has not started: its audience is looked up at the start." },
  },
});

@ObjectType({ description: "Something whose audience names a segment or a tag; while there is one, that is not deleted." })
export class AudienceUse {
  @Field(() => AudienceUseKind, { description: "What it is." })
  kind!: AudienceUseKind;

  @Field(() => ID, { description: "Its id." })
  id!: string;

  @Field(() => String, { description: "Its name." })
  name!: string;
}

import { Field, ID, ObjectType, registerEnumType } from "type-graphql";
import { DateTime } from "../graphql/scalars.js";

export enum DeletionRequestKind {
  SYSTEM = "SYSTEM",
  USER = "USER",
}

registerEnumType(DeletionRequestKind, {
  name: "DeletionRequestKind",
  description: "Who wanted the deletion.",
  valuesConfig: {
    SYSTEM: { description: "A system, such as the end of a time of keeping; only the old system made such requests." },
    USER: { description: "The person, by themselves or through an operator who enters it for them." },
  },
});

/** `phone` is a field of deletion.resolver.ts, which masks it. */
@ObjectType({ description: "Somebody's wish that their data be deleted." })
export class DeletionRequest {
  /** Unique over all tenants. */
  requestId!: number;

  /** As stored. */
  rawPhone!: string | null;

  @Field(() => ID, { description: "The request's id." })
  id!: string;

  @Field(() => ID, { description: "The `user_id` of the person; the row under it is kept without any data of theirs." })
  userId!: string;

  @Field(() => String, { description: "The person's openid; once processed the pseudonym that stands in its place everywhere." })
  openid!: string;

  @Field(() => DeletionRequestKind, { description: "Who wanted it." })
  kind!: DeletionRequestKind;

  @Field(() => Boolean, {
    description: "Whether it is done. Without `processedAt` the old system did it: processing it wipes what the import brought.",
  })
  processed!: boolean;

  @Field(() => DateTime, { description: "When it was entered." })
  requestedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "When the person was wiped here." })
  processedAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      "JSON: what was removed where, when, by which operator, and what no software can remove from here. Holds no personal data.",
  })
  receipt!: string | null;
}

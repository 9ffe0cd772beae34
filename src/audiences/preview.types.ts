import { Field, Float, Int, ObjectType } from "type-graphql";
import { DateTime } from "../graphql/scalars.js";
import { Tag } from "../tags/index.js";
import { User } from "../users/index.js";

@ObjectType({ description: "A tag and how many carry it." })
export class TagCount {
  @Field(() => Tag, { description: "The tag." })
  tag!: Tag;

  @Field(() => Int, { description: "How many users of the audience carry it." })
  count!: number;
}

@ObjectType({ description: "Who an audience reaches, before anything is saved." })
export class TagPreview {
  @Field(() => Int, { description: "Everyone in the audience." })
  count!: number;

  @Field(() => Int, {
    description: "Of them, those a mass send can reach: subscribed, not blacklisted, status NORMAL, under this month's limit.",
  })
  reachable!: number;

  @Field(() => [User], { description: "At most `sampleSize` of them: the first ones in the order of `users`." })
  sample!: User[];

  @Field(() => [TagCount], { description: "The ten commonest tags among them, commonest first." })
  tags!: TagCount[];

  @Field(() => DateTime, { description: "The answer holds every change made before this moment." })
  asOf!: Date;

  @Field(() => Float, { description: "Milliseconds spent in the audience engine." })
  tookMs!: number;
}

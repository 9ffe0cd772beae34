import { Field, ID, Int, ObjectType } from "type-graphql";
import { DateTime } from "../graphql/scalars.js";
import { JobStatus } from "../tags/index.js";

@ObjectType({ description: "One run that exchanges data with WeChat, worked off in the background." })
export class SyncJob {
  tenantId!: number;

  @Field(() => ID, { description: "The job's id." })
  id!: string;

  @Field(() => JobStatus, {
    description:
      "How far it is. QUEUED with an `error`: WeChat's quota is used up; it goes on by itself when there is some again, or when asked for again.",
  })
  status!: JobStatus;

  @Field(() => String, { description: "What is pulled: FOLLOWERS (syncFromWeChat) or MATERIALS (syncMaterials)." })
  kind!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      "Steps in all: each follower is listed once and asked for the profile once; each material is listed once. Null until WeChat has said how many there are.",
  })
  total!: number | null;

  @Field(() => Int, { description: "Steps done." })
  done!: number;

  @Field(() => String, { nullable: true, description: "Why the job failed, or what it waits for and until when." })
  error!: string | null;

  @Field(() => DateTime, { description: "When the job was asked for." })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "When the job ended." })
  finishedAt!: Date | null;
}

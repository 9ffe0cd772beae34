import { Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { DateTime } from "../graphql/scalars.js";

/** `users` is a field of tag.resolver.ts, `rule` of rules/tag-rule.resolver.ts, `mirror` of tag-mirror.resolver.ts. */
@ObjectType({ description: "A label on users. Any number of them." })
export class Tag {
  /** Unique over all tenants. */
  tagId!: number;

  tenantId!: number;

  /** Whether it has a rule, and so is not given by hand. */
  followsRule!: boolean;

  @Field(() => ID, { description: "The tag's id." })
  id!: string;

  @Field(() => String, { description: "Name, unique in the brand." })
  name!: string;

  @Field(() => String, { nullable: true, description: "Group the tag is listed under." })
  group!: string | null;

  @Field(() => String, { nullable: true, description: "What the tag is for." })
  description!: string | null;

  @Field(() => Int, { nullable: true, description: "The tag's id at WeChat, where it exists there." })
  wechatTagId!: number | null;

  @Field(() => Boolean, { description: "Whether the tag is kept in step with one of WeChat's 100 tags." })
  mirrorToWeChat!: boolean;

  @Field(() => DateTime, { description: "When the tag was made." })
  createdAt!: Date;

  @Field(() => DateTime, { description: "When the tag last changed." })
  updatedAt!: Date;
}

export enum TagJobKind {
  TAG = "TAG",
  UNTAG = "UNTAG",
  RULE = "RULE",
  IMPORT = "IMPORT",
  UNDO = "UNDO",
}

registerEnumType(TagJobKind, {
  name: "TagJobKind",
  description: "What a tag job does.",
  valuesConfig: {
    TAG: { description: "Adds tags to an audience." },
    UNTAG: { description: "Removes tags from an audience." },
    RULE: { description: "Brings a tag in line with its rule." },
    IMPORT: { description: "Takes tags over from another system." },
    UNDO: { description: "Takes back what another job changed, but for what somebody changed since." },
  },
});

export enum JobStatus {
  QUEUED = "QUEUED",
  RUNNING = "RUNNING",
  SUCCEEDED = "SUCCEEDED",
  FAILED = "FAILED",
}

registerEnumType(JobStatus, {
  name: "JobStatus",
  description: "How far a job in the background is.",
  valuesConfig: {
    QUEUED: { description: "Waiting for a worker." },
    RUNNING: { description: "A worker is at it, or will go on with it." },
    SUCCEEDED: { description: "All done." },
    FAILED: { description: "Ended early; `error` says why. What was done stays done." },
  },
});

/** `tags` is a field of tag-job.resolver.ts. */
@ObjectType({ description: "One run that adds or removes tags for an audience, worked off in the background." })
export class TagJob {
  tenantId!: number;

  /** A tag deleted since is not shown among `tags`. */
  tagIds!: number[];

  /** The job at the start of the chain of undos that this one belongs to; null for itself. */
  rootId!: string | null;

  @Field(() => ID, { description: "The job's id." })
  id!: string;

  @Field(() => TagJobKind, { description: "What the job does." })
  kind!: TagJobKind;

  @Field(() => JobStatus, { description: "How far it is." })
  status!: JobStatus;

  @Field(() => Int, {
    description: "Users in the frozen audience; of a RULE job, those in whom tag and rule differed when it was planned.",
  })
  total!: number;

  @Field(() => Int, { description: "Users gone through so far, each counted once however many tags the job has." })
  done!: number;

  @Field(() => Int, { description: "Tags really added to or removed from users: those who had (or lacked) one already are not counted." })
  changed!: number;

  @Field(() => String, { nullable: true, description: "Why the job failed." })
  error!: string | null;

  @Field(() => DateTime, { description: "When the job was asked for." })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "When the job ended." })
  finishedAt!: Date | null;
}

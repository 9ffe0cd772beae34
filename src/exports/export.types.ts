import { Field, Float, ID, InputType, Int, ObjectType } from "type-graphql";
import { AudienceInput } from "../audiences/index.js";
import { Role } from "../graphql/roles.js";
import { DateTime } from "../graphql/scalars.js";
import { UserExportColumn, UserExportHeader, UserExportStatus } from "./export.enums.js";

@InputType({ description: "Whom to write to a CSV file, and what of them." })
export class ExportUsersInput {
  @Field(() => AudienceInput, { description: "Whom: those in it now." })
  audience!: AudienceInput;

  @Field(() => [UserExportColumn], {
    nullable: true,
    description:
      "What, in this order. By default: user_id, openid, phone, nickname, real_name, sex, birthday, province_id, city_id, region_id, vip, status, subscribed, blacklisted, tags, created_at.",
  })
  columns?: UserExportColumn[] | null;

  @Field(() => UserExportHeader, { nullable: true, defaultValue: UserExportHeader.KEYS, description: "What stands in the first line." })
  header?: UserExportHeader | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: true,
    description: "Begins the file with a byte order mark, without which Excel in Chinese Windows takes UTF-8 for GBK.",
  })
  byteOrderMark?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description: "1 to 128 characters of the caller's choice: the same key gives the same export instead of another one.",
  })
  idempotencyKey?: string | null;
}

/** `downloadUrl` is a field of export.resolver.ts, which asks who may have it. */
@ObjectType({ description: "Users of an audience, written to a CSV file in the background." })
export class UserExport {
  tenantId!: number;

  /** Where the file is; null where there is none. */
  objectKey!: string | null;

  @Field(() => ID, { description: "The export's id." })
  id!: string;

  @Field(() => UserExportStatus, { description: "How far it is." })
  status!: UserExportStatus;

  @Field(() => String, { description: "The audience in words." })
  audience!: string;

  @Field(() => [UserExportColumn], { description: "The file's columns." })
  columns!: UserExportColumn[];

  @Field(() => Role, {
    description: "Of who asked: what that role may not see is masked in the file, and only who has it, or a higher one, gets the file.",
  })
  role!: Role;

  @Field(() => Int, { description: "Users in the audience, and rows of the finished file." })
  total!: number;

  @Field(() => Int, { description: "Users written so far; begins anew when a crash or a deletion makes the file begin anew." })
  done!: number;

  @Field(() => String, { description: "What the file is called." })
  fileName!: string;

  @Field(() => Float, { nullable: true, description: "Size of the file; null until it is READY." })
  bytes!: number | null;

  @Field(() => DateTime, { nullable: true, description: "When the file is deleted: 24 hours after it was finished." })
  expiresAt!: Date | null;

  @Field(() => String, { nullable: true, description: "Why it failed." })
  error!: string | null;

  @Field(() => String, { description: "Who asked: a username, or `key:<name>` for an API key." })
  createdBy!: string;

  @Field(() => DateTime, { description: "When it was asked for." })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "When it ended." })
  finishedAt!: Date | null;
}

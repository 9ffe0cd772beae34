import { Field, ID, Int, ObjectType } from "type-graphql";
import { DateTime } from "../graphql/scalars.js";
import { MaterialKind } from "./material.enums.js";

/** Field resolvers of material.resolver.ts: `usableInMassSend`, `reason`, `fileUrl`. */
@ObjectType({ description: "Something to send: permanent material at WeChat, a draft, or a file uploaded here." })
export class Material {
  @Field(() => ID, { description: "The material's id." })
  id!: string;

  @Field(() => MaterialKind, { description: "What it is." })
  kind!: MaterialKind;

  @Field(() => String, { nullable: true, description: "Its title; of articles the first one's, of other material its file name." })
  title!: string | null;

  @Field(() => String, { nullable: true, description: "WeChat's id for it; null until an uploaded file has got there." })
  mediaId!: string | null;

  @Field(() => String, { nullable: true, description: "Where a picture, or the first article, can be looked at." })
  url!: string | null;

  @Field(() => DateTime, { description: "When it last changed at WeChat, or was uploaded." })
  updatedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "When it was found to be no longer at WeChat; null while it is there." })
  removedAt!: Date | null;
}

@ObjectType({ description: "Where to put a file, to be named in `uploadMaterial` by its key then." })
export class Upload {
  @Field(() => String, { description: "The file's key in the object store." })
  objectKey!: string;

  @Field(() => String, {
    description: "Where to PUT the file's bytes, without signing in: a path on this server. A file once put there cannot be replaced.",
  })
  url!: string;

  @Field(() => DateTime, { description: "Until when the file can be put." })
  expiresAt!: Date;

  @Field(() => Int, { description: "Bytes it may have at most." })
  maxBytes!: number;
}

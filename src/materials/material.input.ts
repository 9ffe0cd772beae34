import { Field, InputType } from "type-graphql";
import { MaterialKind } from "./material.enums.js";

@InputType({ description: "A file to keep here and to upload to WeChat. Exactly one of `dataUrl` and `objectKey`." })
export class UploadMaterialInput {
  @Field(() => MaterialKind, { description: "What the file is to be; its content must fit. Not NEWS." })
  kind!: MaterialKind;

  @Field(() => String, { description: "What the file is called, 1 to 100 characters; its ending is put right by the content." })
  fileName!: string;

  @Field(() => String, { nullable: true, description: "At most 64 characters, shown to recipients of a video. Absent: the file's name." })
  title?: string | null;

  @Field(() => String, { nullable: true, description: "At most 120 characters, shown to recipients of a video." })
  description?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The file as `data:<type>;base64,…`: what fits into a request of 256 kB. Larger ones by `createUpload`.",
  })
  dataUrl?: string | null;

  @Field(() => String, { nullable: true, description: "A file put where `createUpload` said, by its key." })
  objectKey?: string | null;
}

import { Field, ID, InputType } from "type-graphql";
import { AudienceInput } from "../audiences/index.js";

/** Optional for TypeGraphQL, which has no @oneOf; the schema sets `isOneOf` on the types that MASS_SEND_ONE_OF_INPUTS names. */
@InputType({ description: "What is sent. Exactly one field." })
export class MassSendContentInput {
  @Field(() => String, { nullable: true, description: "A text of 1 to 600 characters and at most 2,048 bytes in UTF-8." })
  text?: string;

  @Field(() => String, { nullable: true, description: "Articles: WeChat's media id of a draft, as a NEWS material has it." })
  newsMediaId?: string;

  @Field(() => [ID], { nullable: true, description: "1 to 20 IMAGE materials, each once." })
  imageMaterialIds?: string[];

  @Field(() => ID, { nullable: true, description: "A VOICE material." })
  voiceMaterialId?: string;

  @Field(() => ID, {
    nullable: true,
    description: "A VIDEO material whose file was uploaded here: its `usableInMassSend` and `reason` tell.",
  })
  videoMaterialId?: string;

  @Field(() => String, { nullable: true, description: "A card or coupon (卡券), by WeChat's id." })
  cardId?: string;
}

@InputType({ description: "A mass send as its author writes it." })
export class MassSendInput {
  @Field(() => String, { description: "What the brand calls this send; 1 to 64 characters. Recipients do not see it." })
  name!: string;

  @Field(() => AudienceInput, { description: "Whom to send to; of these, the reachable ones at the moment of the start." })
  audience!: AudienceInput;

  @Field(() => MassSendContentInput, { description: "What is sent." })
  content!: MassSendContentInput;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: "Whether to go on when WeChat judges an article a reprint that its original allows.",
  })
  sendIgnoreReprint?: boolean | null;
}

/** Input types of this domain that take exactly one field. */
export const MASS_SEND_ONE_OF_INPUTS: readonly string[] = ["MassSendContentInput"];

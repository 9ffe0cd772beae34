import { Field, ObjectType } from "type-graphql";
import { connectionOf } from "../../graphql/pagination.js";
import { User } from "../../users/index.js";
import { RecipientFate } from "../mass-send.enums.js";
import { MassSendBatch } from "../mass-send.types.js";

@ObjectType({ description: "Somebody in a send's frozen audience." })
export class MassSendRecipient {
  @Field(() => User, { nullable: true, description: "Who it is; null once the person was erased." })
  user!: User | null;

  @Field(() => MassSendBatch, { description: "The batch they are in." })
  batch!: MassSendBatch;

  @Field(() => RecipientFate, { description: "What can be said of whether they got it." })
  fate!: RecipientFate;
}

export const MassSendRecipientConnection = connectionOf(() => MassSendRecipient, "MassSendRecipient");

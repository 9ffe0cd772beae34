import { Field, Int, ObjectType, registerEnumType } from "type-graphql";

export enum TagMirrorState {
  IN_STEP = "IN_STEP",
  BEHIND = "BEHIND",
  FAILED = "FAILED",
}

registerEnumType(TagMirrorState, {
  name: "TagMirrorState",
  description: "How a mirrored tag stands at WeChat.",
  valuesConfig: {
    IN_STEP: { description: "As it is here, so it was last seen at WeChat or put there." },
    BEHIND: { description: "Something is still to be brought to WeChat: it is under way, or waits for WeChat; `error` then says why." },
    FAILED: {
      description: "WeChat refuses the tag, its name or some users; `error` says what. Tried again after the next change, or sync.",
    },
  },
});

@ObjectType({ description: "A mirrored tag's other side: the tag at WeChat." })
export class TagMirror {
  @Field(() => TagMirrorState, { description: "How it stands." })
  state!: TagMirrorState;

  @Field(() => Int, {
    description: "Followers to whom WeChat must still give the tag, or from whom it must take it; counted up to 10,000.",
  })
  pending!: number;

  @Field(() => String, { nullable: true, description: "What is in the way, in WeChat's words where they are WeChat's." })
  error!: string | null;
}

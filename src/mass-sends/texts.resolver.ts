import { Arg, FieldResolver, Resolver, Root } from "type-graphql";
import { Language } from "../audiences/index.js";
import { inLanguage, LANGUAGE } from "./language-arg.js";
import type { MassSendRecord } from "./mass-send.js";
import { MassSend, MassSendBatch } from "./mass-send.types.js";
import { inBoth } from "./words.js";

/** What stands in the way of a send, in the reader's language. */
@Resolver(() => MassSend)
export class MassSendErrorResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description:
      "Why it is paused or failed, or did not go out at its moment, what was and was not taken back, and what to do; null otherwise.",
  })
  error(@Root() { error, chinese }: MassSendRecord, @Arg("language", () => Language, LANGUAGE) language?: Language | null): string | null {
    return inLanguage(inBoth(error, chinese), language);
  }
}

@Resolver(() => MassSendBatch)
export class MassSendBatchTextsResolver {
  @FieldResolver(() => String, { nullable: true, description: "WeChat's words to it, or ours where WeChat said nothing." })
  errmsg(@Root() { errmsg, chinese }: MassSendBatch, @Arg("language", () => Language, LANGUAGE) language?: Language | null): string | null {
    return inLanguage(inBoth(errmsg, chinese), language);
  }

  @FieldResolver(() => String, { nullable: true, description: "Why it was not taken back, or not yet." })
  recallError(
    @Root() { recallError, chinese }: MassSendBatch,
    @Arg("language", () => Language, LANGUAGE) language?: Language | null,
  ): string | null {
    return inLanguage(inBoth(recallError, chinese), language);
  }
}

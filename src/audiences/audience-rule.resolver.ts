import { Arg, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { type RequestContext, requirePrincipal } from "../graphql/context.js";
import { requestLoader } from "../graphql/request-loader.js";
import { Language } from "./audience.enums.js";
import { AudienceRule } from "./audience.types.js";
import { audienceToText, type TextLanguage } from "./audience-text.js";
import type { AudienceWords } from "./audience-words.js";
import { parseAudience } from "./parse-audience.js";

@Resolver(() => AudienceRule)
export class AudienceRuleResolver {
  private readonly texts;

  constructor(private readonly words: Pick<AudienceWords, "names">) {
    this.texts = requestLoader(
      (context, keys: readonly string[]) => this.inWords(requirePrincipal(context).tenantId, keys),
      (key) => key,
    );
  }

  @FieldResolver(() => String, { description: "The expression in words." })
  async text(
    @Root() { json, kept }: AudienceRule,
    @Ctx() context: RequestContext,
    @Arg("language", () => Language, { nullable: true, defaultValue: Language.ZH, description: "The language of the words; names stay." })
    language?: Language | null,
  ): Promise<string> {
    const wanted: TextLanguage = language ?? Language.ZH;
    return kept?.language === wanted ? kept.text : this.texts(context).load(keyOf(wanted, json));
  }

  /** However many rules a request shows: their names are looked up together. */
  private async inWords(tenantId: number, keys: readonly string[]): Promise<Map<string, string>> {
    const rules = keys.map((key) => ({ key, language: languageOf(key), audience: parseAudience(JSON.parse(key.slice(2)), "rule") }));
    const names = await this.words.names(
      tenantId,
      rules.map(({ audience }) => audience),
    );
    return new Map(rules.map(({ key, language, audience }) => [key, audienceToText(audience, names, language)]));
  }
}

const keyOf = (language: TextLanguage, json: string): string => `${language}${json}`;
const languageOf = (key: string): TextLanguage => (key.startsWith("en") ? "en" : "zh");

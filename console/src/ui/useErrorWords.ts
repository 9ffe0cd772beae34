import { codeOf, detailOf, factsOf } from "../apollo/errors";
import { useLanguage } from "../text/language";
import { type ErrorWords, errorWords } from "./error-words";
import { useFormat } from "./format";

export interface ToldError extends ErrorWords {
  /** What kind of failure it is. */
  title: string;
}

/** What to say of a failure, in the language chosen. */
export function useErrorWords(): (error: unknown) => ToldError {
  const { language, text } = useLanguage();
  const { n } = useFormat();
  const { common, sends } = text;
  const known: Readonly<Record<string, string>> = { ...sends.statuses, ...common.roles };
  return (error) => {
    const code = codeOf(error);
    const title = common.errors[code];
    // The browser's words for an answer that never came tell nobody more.
    if (code === "UNREACHABLE") return { title, text: null, detail: null };
    return { title, ...errorWords(language, detailOf(error), factsOf(error), { number: n, word: (name) => known[name] }) };
  };
}

/** The same in one line, for a message that goes away by itself. */
export function useErrorLine(): (error: unknown) => string {
  const words = useErrorWords();
  return (error) => {
    const { title, text, detail } = words(error);
    return [text ?? title, detail].filter((part) => part !== null).join(" ");
  };
}

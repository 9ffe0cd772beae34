import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { type Catalogue, catalogues, type Language } from "./catalogue";

const KEY = "tagcast.language";

interface LanguageChoice {
  language: Language;
  /** The same as the API calls it. */
  apiLanguage: "ZH" | "EN";
  text: Catalogue;
  choose(language: Language): void;
}

const Context = createContext<LanguageChoice | null>(null);

/** Chinese unless somebody chose otherwise in this browser. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() => (localStorage.getItem(KEY) === "en" ? "en" : "zh"));
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    localStorage.setItem(KEY, language);
  }, [language]);
  const choice = useMemo((): LanguageChoice => {
    return { language, apiLanguage: language === "zh" ? "ZH" : "EN", text: catalogues[language], choose: setLanguage };
  }, [language]);
  return <Context.Provider value={choice}>{children}</Context.Provider>;
}

export function useLanguage(): LanguageChoice {
  const choice = useContext(Context);
  if (choice === null) throw new Error("useLanguage needs a LanguageProvider above it");
  return choice;
}

/** Everything the console says, in the chosen language. */
export function useText(): Catalogue {
  return useLanguage().text;
}

/** For what the API says in words. */
export function useApiLanguage(): LanguageChoice["apiLanguage"] {
  return useLanguage().apiLanguage;
}

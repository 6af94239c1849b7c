/** Which language the page speaks: chosen by the viewer, else the browser's own. */
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { en } from "./en";
import { zh, type Key } from "./zh";

export type Language = "zh" | "en";
export type Words = Record<string, string | number>;
export type Translate = (key: Key, words?: Words) => string;

const KEY = "xiaoer.language";
const LOCALES: Record<Language, string> = { zh: "zh-CN", en: "en" };
const TEXTS: Record<Language, Record<Key, string>> = { zh, en };

/** The sentence for `key`, its {placeholders} filled in. */
export function translate(language: Language, key: Key, words: Words = {}): string {
  return TEXTS[language][key].replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in words ? String(words[name]) : whole,
  );
}

/** Whether a key that was put together at run time has a sentence. */
export function isKey(key: string): key is Key {
  return key in zh;
}

export function preferred(stored: string | null, languages: readonly string[]): Language {
  if (stored === "zh" || stored === "en") return stored;
  for (const language of languages) {
    if (language.toLowerCase().startsWith("zh")) return "zh";
    if (language.toLowerCase().startsWith("en")) return "en";
  }
  return "zh";
}

interface Speech {
  language: Language;
  t: Translate;
  /** Money as this language writes it. */
  money: (amount: string, currency: string) => string;
  /** A number of people or things, its thousands set apart. */
  count: (number: number) => string;
  setLanguage: (language: Language) => void;
}

const Context = createContext<Speech | null>(null);

function stored(): string | null {
  try {
    return window.localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function money(language: Language, amount: string, currency: string): string {
  const value = Number(amount);
  if (!Number.isFinite(value)) return `${amount} ${currency}`;
  return new Intl.NumberFormat(LOCALES[language], {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: 0,
    maximumFractionDigits: 2,
  }).format(value);
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() =>
    preferred(stored(), navigator.languages),
  );
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  }, [language]);
  const speech = useMemo<Speech>(
    () => ({
      language,
      t: (key, words) => translate(language, key, words),
      money: (amount, currency) => money(language, amount, currency),
      count: (number) => new Intl.NumberFormat(LOCALES[language]).format(number),
      setLanguage: (next) => {
        setLanguage(next);
        try {
          window.localStorage.setItem(KEY, next);
        } catch {
          // Not remembered, then; the page works the same.
        }
      },
    }),
    [language],
  );
  return <Context value={speech}>{children}</Context>;
}

export function useLanguage(): Speech {
  const speech = useContext(Context);
  if (!speech) throw new Error("useLanguage outside LanguageProvider");
  return speech;
}

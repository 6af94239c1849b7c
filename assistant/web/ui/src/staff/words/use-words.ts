/** The sentences of the staff pages in the page's language. */
import { useMemo } from "react";
import { useLanguage, type Language, type Words } from "../../i18n/language";
import { en } from "./en";
import { zh, type Key } from "./zh";

const TEXTS: Record<Language, Record<Key, string>> = { zh, en };

export type Say = (key: Key, words?: Words) => string;

export function sentence(language: Language, key: Key, words: Words = {}): string {
  return TEXTS[language][key].replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in words ? String(words[name]) : whole,
  );
}

export function isWord(key: string): key is Key {
  return key in zh;
}

export function useWords(): Say {
  const { language } = useLanguage();
  return useMemo(() => (key, words) => sentence(language, key, words), [language]);
}

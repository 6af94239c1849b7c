/** What is typed for an item, kept while the page is open, so that nothing that happens loses it. */
import { LANGUAGES, type Item, type Scope, type Tongue } from "../wire";

export interface Draft {
  text: string;
  language: Tongue;
  to: "viewer" | "room";
  aloud: boolean;
  learn: Scope | null;
}

const kept = new Map<number, Draft>();

export function draftOf(item: Item): Draft {
  return kept.get(item.id) ?? firstDraft(item);
}

export function keepDraft(item: number, draft: Draft): void {
  kept.set(item, draft);
}

export function dropDraft(item: number): void {
  kept.delete(item);
}

/** What one begins with: the words there are to put right; where there was no answer, none. */
export function firstDraft(item: Item): Draft {
  const answered = item.outcome === "answered" || item.untold;
  return {
    text: answered ? item.answer : "",
    language: LANGUAGES.find((one) => one === item.language) ?? "zh",
    // one answer serves all who ask
    to: item.to && item.askers <= 1 ? "viewer" : "room",
    aloud: false,
    learn: null,
  };
}

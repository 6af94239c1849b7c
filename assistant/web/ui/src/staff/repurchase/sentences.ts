/** Why a product is suggested, in plain sentences. Pure. */
import type { Language } from "../../i18n/language";
import type { Say } from "../words/use-words";
import type { Suggestion } from "./wire";

const DAY_MS = 86_400_000;

/** Calendar days from `now` until `moment`; below 0 for what is past. */
export function daysUntil(moment: Date, now: Date): number {
  return Math.round((midnight(moment) - midnight(now)) / DAY_MS);
}

function midnight(moment: Date): number {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
}

/** "in 6 days", "yesterday". */
export function when(moment: string, now: Date, language: Language): string {
  const spoken = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  return spoken.format(daysUntil(new Date(moment), now), "day");
}

export function day(moment: string, now: Date, language: Language): string {
  const date = new Date(moment);
  const sameYear = date.getFullYear() === now.getFullYear();
  return date.toLocaleDateString(language, {
    month: "short",
    day: "numeric",
    ...(sameYear ? {} : { year: "numeric" }),
  });
}

/** What is likely is never said to be certain, nor what is unlikely impossible. */
export function percent(probability: number, language: Language): string {
  const rounded = Math.min(Math.max(Math.round(probability * 100), 1), 99) / 100;
  return rounded.toLocaleString(language, { style: "percent" });
}

/** What the customer's own history says. */
export function habitSentence(one: Suggestion, now: Date, language: Language, say: Say): string {
  if (!one.habit) return say("repurchase.habit.never");
  const { times, gap_days: gap, last } = one.habit;
  const told = { times, last: day(last, now, language), ago: when(last, now, language) };
  if (times === 1) return say("repurchase.habit.once", told);
  if (gap === null) return say("repurchase.habit.noGap", told);
  return say("repurchase.habit", { ...told, gap: Math.max(1, Math.round(gap)) });
}

/** When they will want it, and how likely that is. */
export function dueSentence(one: Suggestion, now: Date, language: Language, say: Say): string {
  const chance = percent(one.probability, language);
  if (!one.due) return say("repurchase.noDue", { chance });
  const date = day(one.due, now, language);
  return say("repurchase.dueAt", { date, when: when(one.due, now, language), chance });
}

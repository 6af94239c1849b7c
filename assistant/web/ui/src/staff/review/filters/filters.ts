/** Which items one looks at: as the address of the API has them, and as the page judges them. */
import type { Item, State } from "../wire";

export interface Filters {
  state: State | "all";
  room?: string;
  outcome?: string;
  kind?: string;
  product?: string;
  language?: string;
  /** Empty: nobody's. */
  assignee?: string;
  tag?: string;
  forced?: boolean;
  overdue?: boolean;
  q?: string;
}

export const ALL_OPEN: Filters = { state: "open" };

const NAMES = [
  "room",
  "outcome",
  "kind",
  "product",
  "language",
  "assignee",
  "tag",
  "forced",
  "overdue",
  "q",
] as const;

/** Without what is not asked for, so that equal filters are written equally. */
export function trimmed(filters: Filters): Filters {
  const kept: Record<string, unknown> = { state: filters.state };
  for (const name of NAMES) {
    const value = filters[name];
    if (value === undefined || (value === "" && name !== "assignee")) continue;
    kept[name] = value;
  }
  return kept as unknown as Filters;
}

export function query(filters: Filters, after: string | null = null, limit = 100): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(trimmed(filters))) asked.set(name, String(value));
  asked.set("limit", String(limit));
  if (after) asked.set("after", after);
  return asked.toString();
}

/** A saved view's filters, which may be of an older page; what is not known is left out. */
export function ofView(kept: Record<string, unknown>): Filters {
  const found: Record<string, unknown> = { state: kept.state ?? "open" };
  for (const name of NAMES) if (kept[name] !== undefined && kept[name] !== null) found[name] = kept[name];
  return found as unknown as Filters;
}

export function same(one: Filters, other: Filters): boolean {
  return query(one) === query(other);
}

/** Whether an item is one of these; null where only the service can tell (words looked for). */
export function fits(item: Item, filters: Filters, now: number): boolean | null {
  if (filters.state !== "all" && item.state !== filters.state) return false;
  const { room, outcome, kind, product, language, assignee, tag, forced, overdue } = filters;
  const equal: [string | undefined, string][] = [
    [room, item.room],
    [outcome, item.outcome],
    [kind, item.kind],
    [product, item.product],
    [language, item.language],
  ];
  if (equal.some(([wanted, is]) => wanted !== undefined && wanted !== "" && wanted !== is)) return false;
  if (assignee !== undefined && assignee !== item.assignee) return false;
  if (tag && !item.tags.includes(tag)) return false;
  if (forced !== undefined && forced !== (item.forced !== "")) return false;
  if (overdue !== undefined) {
    if (item.state !== "open" || overdue !== Date.parse(item.due_at) <= now) return false;
  }
  return filters.q?.trim() ? null : true;
}

/** The messages that are listed, which one is looked at and which are selected. Pure. */
import type { State, Counts, Draft, Page } from "./wire";

export interface Drafts {
  /** What is shown: messages of one state, or of all. */
  state: State | "";
  /** Null until they are read. */
  list: readonly Draft[] | null;
  counts: Counts | null;
  next: string | null;
  current: string | null;
  selected: ReadonlySet<string>;
}

export type Change =
  | { type: "ask"; state: State | "" }
  | { type: "read"; page: Page; more: boolean }
  | { type: "look"; id: string }
  | { type: "move"; by: 1 | -1 }
  | { type: "toggle"; id: string }
  | { type: "select"; ids: readonly string[] }
  | { type: "decided"; ids: readonly string[]; state: "approved" | "declined"; by: string; at: string }
  | { type: "edited"; draft: Draft };

export function nothingRead(state: State | ""): Drafts {
  return { state, list: null, counts: null, next: null, current: null, selected: new Set() };
}

export function step(drafts: Drafts, change: Change): Drafts {
  switch (change.type) {
    case "ask":
      return { ...nothingRead(change.state), counts: drafts.counts };
    case "read":
      return read(drafts, change.page, change.more);
    case "look":
      return { ...drafts, current: change.id };
    case "move":
      return { ...drafts, current: beside(drafts, change.by) };
    case "toggle": {
      const selected = new Set(drafts.selected);
      if (!selected.delete(change.id)) selected.add(change.id);
      return { ...drafts, selected };
    }
    case "select":
      return { ...drafts, selected: new Set(change.ids) };
    case "decided":
      return decided(drafts, change);
    case "edited":
      return { ...drafts, list: (drafts.list ?? []).map((one) => (one.id === change.draft.id ? change.draft : one)) };
  }
}

/** What was read of some messages, by id: what somebody has changed since is not decided on. */
export function textsOf(list: readonly Draft[], ids: readonly string[]): Record<string, string> {
  const some = new Set(ids);
  return Object.fromEntries(list.filter(({ id }) => some.has(id)).map(({ id, text }) => [id, text]));
}

function read(drafts: Drafts, page: Page, more: boolean): Drafts {
  const known = more ? (drafts.list ?? []) : [];
  const there = new Set(known.map(({ id }) => id));
  const list = [...known, ...page.drafts.filter(({ id }) => !there.has(id))];
  const waits = new Set(list.filter(({ state }) => state === "drafted").map(({ id }) => id));
  const stays = list.some(({ id }) => id === drafts.current);
  return {
    ...drafts,
    list,
    counts: page.counts,
    next: page.next,
    current: stays ? drafts.current : (list[0]?.id ?? null),
    selected: new Set([...drafts.selected].filter((id) => waits.has(id))),
  };
}

function beside({ list, current }: Drafts, by: 1 | -1): string | null {
  if (!list || list.length === 0) return null;
  const at = list.findIndex(({ id }) => id === current);
  const to = at < 0 ? 0 : Math.min(Math.max(at + by, 0), list.length - 1);
  return list[to]?.id ?? null;
}

function decided(drafts: Drafts, change: Extract<Change, { type: "decided" }>): Drafts {
  const ids = new Set(change.ids);
  const list = drafts.list ?? [];
  const settled = list.filter(({ id, state }) => ids.has(id) && state === "drafted").length;
  const after = list.map((one) =>
    ids.has(one.id) && one.state === "drafted"
      ? { ...one, state: change.state, decided_by: change.by, decided_at: change.at }
      : one,
  );
  const shown = after.filter(({ state }) => drafts.state === "" || state === drafts.state);
  return {
    ...drafts,
    list: shown,
    counts: drafts.counts && {
      ...drafts.counts,
      drafted: Math.max(0, drafts.counts.drafted - settled),
      [change.state]: drafts.counts[change.state] + settled,
    },
    current: following(after, shown, drafts.current),
    selected: new Set([...drafts.selected].filter((id) => !ids.has(id))),
  };
}

/** Where one goes on: the next that waits, else the one before. */
function following(
  all: readonly Draft[],
  shown: readonly Draft[],
  current: string | null,
): string | null {
  const at = all.findIndex(({ id }) => id === current);
  if (at < 0 || all[at]?.state === "drafted") return current;
  const left = new Set(shown.map(({ id }) => id));
  const next = all.slice(at + 1).find(({ id, state }) => state === "drafted" && left.has(id));
  if (next) return next.id;
  if (current !== null && left.has(current)) return current;
  return all.slice(0, at).findLast(({ id }) => left.has(id))?.id ?? shown.at(-1)?.id ?? null;
}

/**
 * The part of the queue that has been read, kept in the service's order while it changes. Pure.
 *
 * What is selected stays in the list when it no longer belongs there, until one selects another:
 * nobody loses what they are at.
 */
import { fits, type Filters } from "../filters/filters";
import type { Item, Page } from "../wire";

export interface Queue {
  filters: Filters;
  items: readonly Item[];
  /** Where the next ones begin; null where all are read. */
  after: string | null;
  /** Nothing has been read yet. */
  fresh: boolean;
  selected: number | null;
  /** Something changed that only the service can place: read anew. */
  stale: boolean;
}

export type Step =
  | { type: "filters"; filters: Filters }
  | { type: "read"; page: Page; more: boolean }
  | { type: "changed"; item: Item; now: number }
  | { type: "select"; id: number | null; now: number }
  | { type: "stale" };

export function emptyQueue(filters: Filters): Queue {
  return { filters, items: [], after: null, fresh: true, selected: null, stale: false };
}

/** The service's order: open ones as they are worked off, all others newest first. */
export function order(filters: Filters): (one: Item, other: Item) => number {
  if (filters.state !== "open") return (one, other) => other.id - one.id;
  return (one, other) =>
    one.rank - other.rank ||
    Date.parse(one.opened_at) - Date.parse(other.opened_at) ||
    one.id - other.id;
}

export function step(queue: Queue, taken: Step): Queue {
  switch (taken.type) {
    case "filters":
      return { ...emptyQueue(taken.filters), selected: queue.selected };
    case "read":
      return read(queue, taken.page, taken.more);
    case "changed":
      return changed(queue, taken.item, taken.now);
    case "select":
      return select(queue, taken.id, taken.now);
    case "stale":
      return { ...queue, stale: true };
  }
}

/** What lies `by` places from what is selected, or the first. */
export function beside(queue: Queue, by: number): number | null {
  const at = queue.items.findIndex(({ id }) => id === queue.selected);
  if (at < 0) return queue.items[0]?.id ?? null;
  const to = Math.min(queue.items.length - 1, Math.max(0, at + by));
  return queue.items[to]?.id ?? null;
}

/** What to go on with when `id` is settled: the next one below, else the one above. */
export function following(queue: Queue, id: number): number | null {
  const at = queue.items.findIndex((item) => item.id === id);
  const open = (item: Item | undefined) => item !== undefined && item.state === "open";
  const below = queue.items.slice(at + 1).find(open);
  return below?.id ?? queue.items.slice(0, Math.max(0, at)).reverse().find(open)?.id ?? null;
}

function read(queue: Queue, page: Page, more: boolean): Queue {
  const known = new Set(more ? queue.items.map(({ id }) => id) : []);
  const fresh = page.items.filter(({ id }) => !known.has(id));
  const items = more ? [...queue.items, ...fresh] : page.items;
  const selected =
    queue.selected !== null && items.some(({ id }) => id === queue.selected)
      ? queue.selected
      : (items[0]?.id ?? null);
  return { ...queue, items, after: page.after, fresh: false, selected, stale: false };
}

function changed(queue: Queue, item: Item, now: number): Queue {
  const at = queue.items.findIndex(({ id }) => id === item.id);
  const belongs = fits(item, queue.filters, now);
  if (belongs === null) {
    // in place where it is shown; whether an unknown one has the words, only the service knows
    if (at < 0) return queue.stale ? queue : { ...queue, stale: true };
    return { ...queue, items: queue.items.with(at, item) };
  }
  if (!belongs) {
    if (at < 0) return queue;
    if (item.id === queue.selected) return { ...queue, items: queue.items.with(at, item) };
    return { ...queue, items: queue.items.toSpliced(at, 1) };
  }
  const others = at < 0 ? queue.items : queue.items.toSpliced(at, 1);
  const place = placeOf(others, item, order(queue.filters));
  // behind what has been read: it comes with the page it is on
  if (place === others.length && queue.after !== null) {
    return at < 0 ? queue : { ...queue, items: item.id === queue.selected ? [...others, item] : others };
  }
  const items = others.toSpliced(place, 0, item);
  return { ...queue, items, selected: queue.selected ?? item.id };
}

function select(queue: Queue, id: number | null, now: number): Queue {
  if (id === queue.selected) return queue;
  const left = queue.items.find((item) => item.id === queue.selected);
  const gone = left !== undefined && fits(left, queue.filters, now) === false;
  return {
    ...queue,
    selected: id,
    items: gone ? queue.items.filter((item) => item !== left) : queue.items,
  };
}

/** The first place whose item comes after `item`, by halving. */
function placeOf(
  items: readonly Item[],
  item: Item,
  compare: (one: Item, other: Item) => number,
): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const there = items[middle];
    if (there && compare(there, item) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

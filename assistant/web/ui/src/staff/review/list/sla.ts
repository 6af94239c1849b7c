/** How long there is to settle an item, and how that is shown. Pure. */
import type { Item } from "../wire";

export type Level = "calm" | "soon" | "late" | "none";

/** Amber from here on: the last third, but never less than ten seconds. */
export function level(item: Pick<Item, "state" | "opened_at" | "due_at">, now: number): Level {
  if (item.state !== "open") return "none";
  const due = Date.parse(item.due_at);
  if (now >= due) return "late";
  const whole = due - Date.parse(item.opened_at);
  return due - now <= Math.max(10_000, whole / 3) ? "soon" : "calm";
}

/** `0:42` is left, `+1:05` is over; hours as `2h`, days as `3d`. */
export function clock(dueAt: string, now: number): string {
  const left = Math.round((Date.parse(dueAt) - now) / 1000);
  const over = left <= 0 ? "+" : "";
  const seconds = Math.abs(left);
  if (seconds >= 86_400) return `${over}${Math.floor(seconds / 86_400)}d`;
  if (seconds >= 3600) return `${over}${Math.floor(seconds / 3600)}h`;
  return `${over}${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Which messages are looked at, and the paths that ask for them. */
import type { State } from "./wire";

export const DRAFTS = "/api/repurchase/drafts";

export interface Asked {
  catalog: string;
  state: State | "";
  search: string;
}

const AT_ONCE = 100;

export function listPath({ catalog, state, search }: Asked, after: string | null): string {
  const asked = new URLSearchParams({ catalog, limit: String(AT_ONCE) });
  if (state) asked.set("state", state);
  if (search) asked.set("search", search);
  if (after) asked.set("after", after);
  return `${DRAFTS}?${asked}`;
}

export const FORMATS = ["csv", "parquet", "jsonl"] as const;
export type Format = (typeof FORMATS)[number];

export function exportPath({ catalog, state }: Asked, format: Format): string {
  const asked = new URLSearchParams({ catalog, format });
  if (state) asked.set("state", state);
  return `${DRAFTS}/export?${asked}`;
}

export function customerPath(customer: string, catalog: string): string {
  return `/api/customers/${encodeURIComponent(customer)}/repurchase?${new URLSearchParams({ catalog, k: "10" })}`;
}

/** The catalog that the page's address names. */
export function catalogOf(search: string): string {
  return new URLSearchParams(search).get("catalog") || "demo";
}

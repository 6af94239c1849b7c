/** What the API says of corrections: answers that staff gave, as knowledge. */
import type { Scope as Learned } from "../review/wire";

export type Scope = Learned | "category";

export const STATES = ["in_force", "conflicting", "waiting", "ended", "undone"] as const;
export type State = (typeof STATES)[number];

export interface Conflict {
  field: string;
  said: string;
  catalog: string;
  origin: string;
  label: string;
}

export interface Correction {
  id: string;
  catalog: string;
  room: string;
  scope: Scope;
  subject: string;
  title: string;
  question: string;
  alike: string[];
  language: string;
  text: string;
  state: State;
  why: string;
  conflicts: Conflict[];
  rests_on: { product: string; field: string; value: string }[];
  owner: string;
  made_at: string;
  ends_at: string | null;
  item: number | null;
  version: number;
}

export interface Page {
  corrections: Correction[];
  after: string | null;
}

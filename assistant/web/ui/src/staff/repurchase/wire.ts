/** What the API says of what customers may want again, and of the messages about it. */

export const STATES = ["drafted", "approved", "declined", "sent", "failed"] as const;
export type State = (typeof STATES)[number];
export type Counts = Record<State, number>;

export interface Habit {
  /** On how many days. */
  times: number;
  last: string;
  gap_days: number | null;
  pieces: number;
}

export interface Suggestion {
  product: string;
  sku: string;
  title: string;
  price: { amount: string; currency: string };
  pieces: number;
  due: string | null;
  probability: number;
  habit: Habit | null;
}

export interface Draft {
  id: string;
  catalog: string;
  customer: string;
  language: string;
  text: string;
  suggestions: Suggestion[];
  state: State;
  due: string | null;
  probability: number;
  created_at: string;
  decided_by: string | null;
  decided_at: string | null;
  sent_at: string | null;
  attempts: number;
  error: string;
}

export interface Page {
  drafts: Draft[];
  next: string | null;
  counts: Counts;
}

export type Decision = "approve" | "decline";

export interface Decided {
  decided: string[];
  refused: { id: string; why: string }[];
}

export interface Batch {
  id: string;
  state: "running" | "done" | "failed";
  customers: number;
  looked_at: number;
  drafted: number;
  error: string;
}

/** A sentence of an edit that its facts do not hold. */
export interface Rejected {
  text: string;
  reason: string;
}

export interface OfCustomer {
  customer: string;
  catalog: string;
  at: string;
  personal: boolean;
  suggestions: Suggestion[];
  held_back: { product: string; why: string }[];
  message: { language: string; text: string } | null;
}

/** What the review API says; see `assistant/web/review/views.py`. */
import type { Fact, Outcome } from "../../room/wire";

export type State = "open" | "approved" | "corrected" | "dismissed";
export const STATES = ["open", "approved", "corrected", "dismissed"] as const;
export const LANGUAGES = ["zh", "en", "id", "vi", "th", "ms"] as const;
export type Tongue = (typeof LANGUAGES)[number];

export interface Claim {
  by: string;
  name: string;
  until: string;
}

export interface Item {
  id: number;
  room: string;
  state: State;
  question: string;
  viewer: string;
  to: string;
  language: string;
  product: string;
  title: string;
  kind: string;
  outcome: Outcome;
  answer: string;
  answer_id: string;
  confidence: number;
  forced: string;
  escalated: boolean;
  rank: number;
  askers: number;
  times: number;
  opened_at: string;
  asked_at: string;
  due_at: string;
  settled_at: string | null;
  settled_by: string;
  told: string;
  untold: boolean;
  assignee: string;
  version: number;
  tags: string[];
  claim: Claim | null;
}

export interface Page {
  items: Item[];
  after: string | null;
}

export interface Counts {
  open: number;
  forced: number;
  overdue: number;
  settled: Partial<Record<State, number>>;
}

export interface Contribution {
  key: string;
  start_ms: number;
  duration_ms: number;
  detail?: string;
}

export interface ReviewedAnswer {
  answer_id: string;
  at: string;
  viewer: string;
  has_sound: boolean;
  text: string;
  language: string;
  outcome: Outcome;
  kind?: string;
  product?: string;
  question: {
    text: string;
    language: string;
    source: "text" | "voice";
    askers?: number;
    corrections?: { heard: string; meant: string }[];
  };
  facts: Fact[];
  missing?: string[];
  composer: "facts" | "model" | "staff";
  checks: { supported: boolean; rejected: { text: string; reason: string }[] };
  timings_ms: Record<string, number>;
  latency?: { total_ms: number; contributions: Contribution[] } | null;
}

export interface Sent {
  state: "waiting" | "done" | "withdrawn";
  attempts: number;
  error: string;
}

export interface Done {
  action_id: string;
  kind: string;
  item: number;
  state: State;
  version: number;
  at: string;
}

export interface ActionShown extends Done {
  by: { id: string; name: string };
  detail: Record<string, unknown>;
  sent: { tell?: Sent; learn?: Sent };
}

export interface Whole {
  item: Item;
  answers: ReviewedAnswer[];
  actions: ActionShown[];
}

export type Scope = "product" | "shop" | "room";

/** What is done to an item, as it is sent. */
export type Act =
  | { kind: "approve" | "dismiss" | "reopen"; version: number }
  | {
      kind: "correct";
      version: number;
      text: string;
      language: string;
      to: "viewer" | "room";
      aloud: boolean;
      learn: Scope | null;
    }
  | { kind: "note"; text: string }
  | { kind: "tag" | "untag"; tag: string }
  | { kind: "assign"; assignee: string }
  | { kind: "escalate"; reason: string; assignee?: string };

export interface Canned {
  id: number;
  title: string;
  shortcut: number | null;
  texts: Partial<Record<string, string>>;
}

export interface CannedList {
  replies: Canned[];
  variables: string[];
}

export interface SavedView {
  id: number;
  name: string;
  owner: string;
  shared: boolean;
  filters: Record<string, unknown>;
}

export interface Colleague {
  id: string;
  name: string;
}

export type Event =
  | { type: "item.changed" | "item.claimed"; seq: number; change: string; item: Item }
  | { type: "queue.counts"; seq: number; counts: Counts }
  | { type: "queue.reset"; seq: number };

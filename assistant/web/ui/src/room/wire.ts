/** What the service sends, as its HTTP and WebSocket contracts write it. */

export interface Promotion {
  kind: string;
  valid_until: string | null;
  note: string;
}

export interface Variant {
  sku: string;
  options: Record<string, string>;
  /** Price in force now, in major units; null where the shop published none. */
  price: string | null;
  list_price: string | null;
  currency: string;
  availability: "in_stock" | "out_of_stock" | "preorder" | "backorder" | "unknown";
  /** How many are left; null where the shop did not say, which is not zero. */
  quantity: number | null;
  promotion: Promotion | null;
}

export interface Card {
  number: number;
  handle: string;
  title: string;
  brand: string;
  category: string;
  image: string;
  price: { min: string; max: string; currency: string } | null;
  selling_points: string[];
  options: { name: string; values: string[] }[];
  variants: Variant[];
}

/** Whose word put a product on air: a person of the shop, the platform, the host's own words. */
export type By = "staff" | "platform" | "host";

/** Who answers the room; staff where they have taken it over. */
export type AnsweredBy = "assistant" | "staff" | "nobody";

export interface Room {
  room: string;
  title: string;
  language: string;
  voice: string;
  voices: string[];
  catalog: string;
  on_air: Card | null;
  on_air_by: By;
  /** How sure that is, 0 to 1. */
  on_air_confidence: number;
  /** Staff keep it there, whatever host and platform say. */
  pinned: boolean;
  answered_by: AnsweredBy;
  /** The shop knows which of its customers this viewer is: by the token that let them in. */
  known?: boolean;
  listing: Card[];
}

export type Outcome = "answered" | "unknown" | "declined" | "handed_off";

export interface Fact {
  product: string;
  field: string;
  value: string;
  unit: string;
  source: string;
  label: string;
  subject: string;
  origin: string;
}

export const STAGES = [
  "heard",
  "understood",
  "grounded",
  "first_sentence",
  "first_audio",
  "done",
] as const;
export type Stage = (typeof STAGES)[number];

/** What the time to the first of an answer goes to; `other` is what nobody accounts for. */
export const PARTS = [
  "turn_end",
  "recognition",
  "queue",
  "understanding",
  "grounding",
  "first_sentence",
  "synthesis",
  "transport",
  "other",
] as const;
export type Part = (typeof PARTS)[number];

/** From the last syllable, or the written question, to the first sound, or sentence. */
export interface Latency {
  total_ms: number;
  /** One after the other without gaps: they add up to the total. */
  contributions: {
    key: Part;
    owner: string;
    start_ms: number;
    duration_ms: number;
    detail: string;
  }[];
}

export interface Answer {
  answer_id: string;
  room: string;
  question: {
    text: string;
    language: string;
    source: "text" | "voice";
    /** How many viewers asked it; left out for one. */
    askers?: number;
  };
  text: string;
  language: string;
  outcome: Outcome;
  kind: string;
  product: string;
  facts: Fact[];
  composer: "facts" | "model" | "staff";
  /** Told to who asked and to nobody else. */
  private?: boolean;
  checks: { supported: boolean; rejected: { text: string; reason: string }[] };
  /** Milliseconds since the question was complete; `heard` is recognition, before that. */
  timings_ms: Record<Stage, number>;
  /** Once the first sound was handed over. */
  latency?: Latency;
}

export interface Comment {
  id: string;
  viewer: string;
  text: string;
  at: string;
}

export interface AskedQuestion {
  question_id: string;
  viewer: string;
  text: string;
  language: string;
  source: "text" | "voice";
  /** How many viewers ask it; left out for one. */
  askers?: number;
}

/** What the host said, as it was heard. */
export interface HostLine {
  text: string;
  at: string;
  /** How long it took to say. */
  seconds: number;
}

/** How lively the room is. */
export interface Pulse {
  /** In the last minute. */
  comments: number;
  /** Those of them that ask something. */
  questions: number;
  /** Questions that wait, and how many ask them by now; most first. */
  waiting: readonly { question_id: string; text: string; language: string; askers: number }[];
}

/** A few lines of facts that Xiaoer told the room unasked. */
export interface FactCard {
  card_id: string;
  /** Questions of one theme went unanswered, or a product went on air. */
  reason: "theme" | "on_air";
  theme: string;
  /** The handle of the product it is about. */
  product: string;
  title: string;
  language: string;
  /** How many viewers had asked; 0 for what went on air. */
  askers: number;
  lines: string[];
  facts: Fact[];
  at: string;
}

/** A live room elsewhere that Xiaoer is in, for this room. */
export interface LiveRoom {
  id: string;
  gateway: string;
  state: "joining" | "joined" | "resting" | "over" | "failed";
  /** What became of comments and messages, by reason. */
  counts: Record<string, number>;
}

export type RoomEvent =
  | { type: "room.state"; room: Room }
  | { type: "room.on_air"; on_air: Card | null; by: By; confidence: number; pinned: boolean }
  | { type: "room.answered_by"; answered_by: AnsweredBy }
  | ({ type: "room.pulse" } & Pulse)
  | { type: "room.card"; card: FactCard }
  | { type: "host.said"; line: HostLine }
  | { type: "comment.added"; comment: Comment }
  | { type: "answer.started"; question: AskedQuestion }
  | { type: "answer.sentence"; question_id: string; index: number; text: string; language: string }
  | { type: "answer.done"; question_id: string; viewer: string; answer: Answer }
  | { type: "answer.timed"; question_id: string; timings_ms: Answer["timings_ms"]; latency?: Latency }
  | { type: "answer.stopped"; question_id: string; reason: string };

/** The figures as the service tells them; see `FiguresView` there. */

export const OUTCOMES = ["answered", "unknown", "declined", "handed_off"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Percentiles {
  half: number;
  most: number;
  of: number;
}

export interface KindFigures {
  kind: string;
  answers: number;
  askers: number;
  outcomes: Partial<Record<Outcome, number>>;
}

export interface Lacking {
  product: string;
  title: string;
  kind: string;
  missing: string;
  outcome: "unknown" | "handed_off";
  answers: number;
  askers: number;
  example: string;
  answer_id: string;
}

export interface Bucket {
  at: string;
  comments: number;
  questions: number;
  answers: number;
  unanswered: number;
}

export interface Figures {
  room: string;
  since: string;
  until: string;
  answers: number;
  askers: number;
  outcomes: Record<Outcome, number>;
  without_person: number;
  corrected: number;
  first_sentence: Percentiles;
  first_audio: Percentiles;
  helped: number;
  did_not: number;
  kinds: KindFigures[];
  lacking: Lacking[];
  every_s: number;
  buckets: Bucket[];
}

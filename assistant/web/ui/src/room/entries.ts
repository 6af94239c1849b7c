/** The entries of the room's stream, and how they are added, changed and recognised again. Pure. */
import type { Answer, AskedQuestion, FactCard, HostLine, Pulse, Room } from "./wire";

export interface CommentEntry {
  kind: "comment";
  key: string;
  viewer: string;
  text: string;
  own: boolean;
  voice: boolean;
  /** Not yet repeated by the room. */
  pending: boolean;
  /** One's own words that the room repeated before one's own socket said them. */
  early?: boolean;
  commentId?: string;
  questionId?: string;
}

export interface AnswerEntry {
  kind: "answer";
  key: string;
  questionId: string;
  viewer: string;
  question: string;
  own: boolean;
  /** How many viewers asked it: it is one answer to all of them. */
  askers: number;
  /** Sentences as the room announced them, by their index. */
  sentences: readonly string[];
  /** The text as this viewer's own socket streams it while it is spoken. */
  streamed: string;
  answer?: Answer;
  /** The viewer spoke over it, so its end was never heard. */
  interrupted: boolean;
}

/** What Xiaoer told everybody unasked. */
export interface CardEntry {
  kind: "card";
  key: string;
  card: FactCard;
}

export type Entry = CommentEntry | AnswerEntry | CardEntry;

export interface RoomView {
  room: Room | null;
  entries: readonly Entry[];
  /** Entries that arrived; never falls, so it can number keys. */
  arrived: number;
  pulse: Pulse;
  /** More is written than can be read as it comes. */
  busy: boolean;
  /** What the host said last. */
  hostLine: HostLine | null;
}

export const EMPTY: RoomView = {
  room: null,
  entries: [],
  arrived: 0,
  pulse: { comments: 0, questions: 0, waiting: [] },
  busy: false,
  hostLine: null,
};

/** Comments of others that are kept; a busy room must not grow the page without end. */
export const KEPT = 160;
/** Answers and questions of one's own that are kept, however many comments come after them. */
export const KEPT_TALK = 40;
/** How far back an entry of one's own is looked for before it counts as a new one. */
const ADOPTION_WINDOW = 30;

/** What Xiaoer and this viewer say to one another, and what it says to others: no flood ends it. */
export function isTalk(entry: Entry): boolean {
  return entry.kind !== "comment" || entry.own;
}

/** The newest entries, as many of each sort as are kept. */
export function newest(entries: readonly Entry[]): readonly Entry[] {
  if (entries.length <= KEPT_TALK) return entries;
  let talk = 0;
  let others = 0;
  return entries
    .toReversed()
    .filter((entry) => (isTalk(entry) ? ++talk <= KEPT_TALK : ++others <= KEPT))
    .reverse();
}

export function answerText(entry: AnswerEntry): string {
  if (entry.answer) return entry.answer.text;
  const announced = entry.sentences.join("");
  return announced.length >= entry.streamed.length ? announced : entry.streamed;
}

/** A question by voice may join several turns that the viewer spoke: each is shown already. */
export function adoptTurns(view: RoomView, question: AskedQuestion): RoomView | null {
  if (question.source !== "voice") return null;
  const turn = (entry: Entry) =>
    entry.kind === "comment" &&
    entry.voice &&
    entry.pending &&
    entry.viewer === question.viewer &&
    question.text.includes(entry.text);
  if (!view.entries.some(turn)) return null;
  const link = { questionId: question.question_id, pending: false };
  return {
    ...view,
    entries: view.entries.map((entry) => (turn(entry) ? ({ ...entry, ...link } as Entry) : entry)),
  };
}

export function adopt(
  view: RoomView,
  viewer: string,
  text: string,
  free: (entry: CommentEntry) => boolean,
  link: Partial<CommentEntry>,
): RoomView | null {
  const from = Math.max(0, view.entries.length - ADOPTION_WINDOW);
  // The oldest free one: two equal questions are answered in the order they were asked.
  const index = view.entries.findIndex(
    (entry, at) =>
      at >= from &&
      entry.kind === "comment" &&
      entry.viewer === viewer &&
      entry.text.trim() === text.trim() &&
      free(entry),
  );
  const found = view.entries[index];
  if (found?.kind !== "comment") return null;
  return { ...view, entries: view.entries.with(index, { ...found, ...link }) };
}

export function change(
  view: RoomView,
  questionId: string,
  update: (entry: AnswerEntry) => AnswerEntry,
): RoomView {
  return {
    ...view,
    entries: view.entries.map((entry) =>
      entry.kind === "answer" && entry.questionId === questionId ? update(entry) : entry,
    ),
  };
}

export function append(
  view: RoomView,
  entry: Omit<CommentEntry, "key"> | Omit<AnswerEntry, "key"> | Omit<CardEntry, "key">,
): RoomView {
  const arrived = view.arrived + 1;
  const keyed = { ...entry, key: `entry-${arrived}` } as Entry;
  return { ...view, arrived, entries: newest([...view.entries, keyed]) };
}

/** One's own socket may be faster than the room: the answer's place can be there before its question. */
export function insertBeforeAnswer(
  view: RoomView,
  questionId: string,
  entry: Omit<CommentEntry, "key">,
): RoomView {
  const at = view.entries.findIndex((e) => e.kind === "answer" && e.questionId === questionId);
  if (at < 0) return append(view, entry);
  const arrived = view.arrived + 1;
  const entries = view.entries.toSpliced(at, 0, { ...entry, key: `entry-${arrived}` });
  return { ...view, arrived, entries: newest(entries) };
}

export function withSentence(sentences: readonly string[], index: number, text: string): string[] {
  const next = [...sentences];
  while (next.length <= index) next.push("");
  next[index] = text;
  return next;
}

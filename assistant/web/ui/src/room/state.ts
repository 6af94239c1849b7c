/**
 * What the page knows of its room, as a pure reducer over the room's events and one's own actions.
 *
 * One's own question shows the moment it is sent; when the room repeats it (as a comment, or as the
 * question an answer belongs to) the entry already there is adopted, never shown twice.
 */
import {
  adopt,
  adoptTurns,
  answerText,
  append,
  change,
  insertBeforeAnswer,
  newest,
  withSentence,
  type AnswerEntry,
  type Entry,
  type RoomView,
} from "./entries";
import type { Answer, AskedQuestion, Comment, Pulse, Room, RoomEvent } from "./wire";

/** Comments in the last minute from which a room is busy, and below which it is no longer. */
export const BUSY = 90;
export const CALM = 30;

export type RoomAction =
  | { type: "events"; events: readonly RoomEvent[]; me: string }
  | { type: "history"; answers: readonly Answer[] }
  | { type: "asked"; me: string; text: string; voice: boolean }
  | { type: "streamed"; me: string; questionId: string; delta: string }
  | { type: "interrupted"; questionId: string };

export function reduce(view: RoomView, action: RoomAction): RoomView {
  switch (action.type) {
    case "events":
      return action.events.reduce((seen, event) => onEvent(seen, event, action.me), view);
    case "history":
      return withHistory(view, action.answers);
    case "asked":
      return onAsked(view, action.me, action.text, action.voice);
    case "streamed":
      return onAnswer(view, action.questionId, action.me, true, (entry) => ({
        ...entry,
        streamed: entry.streamed + action.delta,
      }));
    case "interrupted":
      return stopped(view, action.questionId);
  }
}

function onEvent(view: RoomView, event: RoomEvent, me: string): RoomView {
  switch (event.type) {
    case "room.state":
      return { ...view, room: event.room };
    case "room.on_air":
      return view.room ? { ...view, room: putOnAir(view.room, event) } : view;
    case "room.answered_by":
      return view.room
        ? { ...view, room: { ...view.room, answered_by: event.answered_by } }
        : view;
    case "room.pulse":
      return onPulse(view, event);
    case "room.card":
      return append(view, { kind: "card", card: event.card });
    case "host.said":
      return { ...view, hostLine: event.line };
    case "comment.added":
      return onComment(view, event.comment, me);
    case "answer.started":
      return onQuestion(view, event.question, me);
    case "answer.sentence":
      return change(view, event.question_id, (entry) => ({
        ...entry,
        sentences: withSentence(entry.sentences, event.index, event.text),
      }));
    case "answer.done": {
      const question: AskedQuestion = {
        question_id: event.question_id,
        viewer: event.viewer,
        text: event.answer.question.text,
        language: event.answer.question.language,
        source: event.answer.question.source,
        ...(event.answer.question.askers && { askers: event.answer.question.askers }),
      };
      const known = onQuestion(view, question, me);
      // One that staff took on, or that follows what was said meanwhile, begins anew.
      return change(known, event.question_id, (entry) => ({
        ...entry,
        answer: event.answer,
        interrupted: entry.interrupted && !entry.answer && event.answer.text !== "",
      }));
    }
    case "answer.timed":
      return change(view, event.question_id, (entry) =>
        entry.answer
          ? {
              ...entry,
              answer: {
                ...entry.answer,
                timings_ms: event.timings_ms,
                ...(event.latency && { latency: event.latency }),
              },
            }
          : entry,
      );
    case "answer.stopped":
      return stopped(view, event.question_id);
  }
}

/** An answer that ends early keeps what was said of it; one that said nothing leaves no trace. */
function stopped(view: RoomView, questionId: string): RoomView {
  const entries = view.entries
    .map((entry) =>
      entry.kind === "answer" && entry.questionId === questionId
        ? { ...entry, interrupted: true }
        : entry,
    )
    .filter((entry) => entry.kind !== "answer" || !entry.interrupted || answerText(entry) !== "");
  return { ...view, entries };
}

function onPulse(view: RoomView, { comments, questions, waiting }: Pulse): RoomView {
  const busy = comments >= (view.busy ? CALM : BUSY);
  return { ...view, busy, pulse: { comments, questions, waiting } };
}

/** A question whose answer has begun waits no longer. */
function noLongerWaits(view: RoomView, questionId: string): RoomView {
  const waiting = view.pulse.waiting.filter((one) => one.question_id !== questionId);
  if (waiting.length === view.pulse.waiting.length) return view;
  return { ...view, pulse: { ...view.pulse, waiting } };
}

function putOnAir(room: Room, event: RoomEvent & { type: "room.on_air" }): Room {
  const card = event.on_air;
  const listing = card
    ? room.listing.map((item) => (item.handle === card.handle ? card : item))
    : room.listing;
  return {
    ...room,
    on_air: card,
    on_air_by: event.by,
    on_air_confidence: event.confidence,
    pinned: event.pinned,
    listing,
  };
}

function onComment(view: RoomView, comment: Comment, me: string): RoomView {
  if (view.entries.some((entry) => entry.kind === "comment" && entry.commentId === comment.id)) {
    return view;
  }
  const adopted = adopt(view, comment.viewer, comment.text, (entry) => !entry.commentId, {
    commentId: comment.id,
    pending: false,
  });
  return (
    adopted ??
    append(view, {
      kind: "comment",
      viewer: comment.viewer,
      text: comment.text,
      own: comment.viewer === me,
      voice: false,
      pending: false,
      commentId: comment.id,
    })
  );
}

/**
 * Show a question and, under it, the place its answer will fill. Safe to repeat.
 *
 * A question of many is told with its answer: whose comment it first was says nothing.
 */
function onQuestion(view: RoomView, question: AskedQuestion, me: string): RoomView {
  const askers = question.askers ?? 1;
  const own = question.viewer === me && askers === 1;
  const linked = view.entries.some(
    (entry) => entry.kind === "comment" && entry.questionId === question.question_id,
  );
  let next = noLongerWaits(view, question.question_id);
  if (!linked && question.text) {
    next =
      adoptTurns(next, question) ??
      adopt(next, question.viewer, question.text, (entry) => !entry.questionId, {
        questionId: question.question_id,
        pending: false,
        voice: question.source === "voice",
      }) ??
      (askers > 1 ? next : null) ??
      insertBeforeAnswer(next, question.question_id, {
        kind: "comment",
        viewer: question.viewer,
        text: question.text,
        own,
        voice: question.source === "voice",
        pending: false,
        early: own && question.source === "voice",
        questionId: question.question_id,
      });
  }
  return onAnswer(next, question.question_id, question.viewer, own, (entry) => ({
    ...entry,
    viewer: question.viewer,
    own,
    askers: Math.max(askers, entry.askers),
    question: question.text || entry.question,
  }));
}

function onAnswer(
  view: RoomView,
  questionId: string,
  viewer: string,
  own: boolean,
  update: (entry: AnswerEntry) => AnswerEntry,
): RoomView {
  if (view.entries.some((entry) => entry.kind === "answer" && entry.questionId === questionId)) {
    return change(view, questionId, update);
  }
  const { key: _, ...fresh } = update({
    kind: "answer",
    key: "",
    questionId,
    viewer,
    question: "",
    own,
    askers: 1,
    sentences: [],
    streamed: "",
    interrupted: false,
  });
  return append(view, fresh);
}

function withHistory(view: RoomView, answers: readonly Answer[]): RoomView {
  const shown = new Set(
    view.entries.map((entry) => (entry.kind === "answer" ? entry.answer?.answer_id : undefined)),
  );
  const past = answers.filter((answer) => !shown.has(answer.answer_id)).flatMap(pastEntries);
  return { ...view, entries: newest([...past, ...view.entries]) };
}

function pastEntries(answer: Answer): Entry[] {
  const { question } = answer;
  const askers = question.askers ?? 1;
  const asked: Entry = {
    kind: "comment",
    key: `past-question-${answer.answer_id}`,
    viewer: "",
    text: question.text,
    own: false,
    voice: question.source === "voice",
    pending: false,
    questionId: `past-${answer.answer_id}`,
  };
  const told: Entry = {
    kind: "answer",
    key: `past-answer-${answer.answer_id}`,
    questionId: `past-${answer.answer_id}`,
    viewer: "",
    question: question.text,
    own: false,
    askers,
    sentences: [],
    streamed: "",
    answer,
    interrupted: false,
  };
  return askers > 1 || !question.text ? [told] : [asked, told];
}

function onAsked(view: RoomView, me: string, text: string, voice: boolean): RoomView {
  const known = view.entries.findIndex(
    (entry) => entry.kind === "comment" && entry.early && entry.text.includes(text),
  );
  const entry = view.entries[known];
  if (voice && entry?.kind === "comment") {
    return { ...view, entries: view.entries.with(known, { ...entry, early: false }) };
  }
  return append(view, { kind: "comment", viewer: me, text, own: true, voice, pending: true });
}

import { describe, expect, it } from "vitest";
import { EMPTY, KEPT, KEPT_TALK, answerText, type AnswerEntry, type RoomView } from "../src/room/entries";
import { BUSY, CALM, reduce, type RoomAction } from "../src/room/state";
import type { RoomEvent } from "../src/room/wire";
import { answer, card, room } from "./samples";

const ME = "me";

function run(...actions: (RoomAction | RoomEvent)[]): RoomView {
  return actions.reduce<RoomView>(
    (view, action) =>
      reduce(view, action.type.includes(".") ? event(action as RoomEvent) : (action as RoomAction)),
    EMPTY,
  );
}

function event(inner: RoomEvent): RoomAction {
  return { type: "events", events: [inner], me: ME };
}

function started(id: string, viewer: string, text: string): RoomEvent {
  return {
    type: "answer.started",
    question: { question_id: id, viewer, text, language: "zh", source: "text" },
  };
}

function done(id: string, viewer: string, text: string): RoomEvent {
  return { type: "answer.done", question_id: id, viewer, answer: answer({ question: text }) };
}

function shape(view: RoomView): string[] {
  return view.entries.map((entry) =>
    entry.kind === "card" ? `card:${entry.card.reason}` : `${entry.kind}:${entry.viewer}:${entry.own}`,
  );
}

const asked: RoomAction = { type: "asked", me: ME, text: "多少钱", voice: false };
const comment: RoomEvent = {
  type: "comment.added",
  comment: { id: "c1", viewer: "阿May", text: "多少钱", at: "2026-11-01T00:00:00Z" },
};

describe("one's own question", () => {
  it("shows at once, and is adopted when the room repeats it", () => {
    expect(shape(run(asked))).toEqual(["comment:me:true"]);
    const view = run(asked, started("q1", ME, "多少钱"), done("q1", ME, "多少钱"));
    expect(shape(view)).toEqual(["comment:me:true", "answer:me:true"]);
    expect(view.entries[0]).toMatchObject({ questionId: "q1", pending: false });
  });

  it("is adopted as a comment too", () => {
    const repeated: RoomEvent = {
      type: "comment.added",
      comment: { id: "c2", viewer: ME, text: "多少钱", at: "" },
    };
    expect(shape(run(asked, repeated, repeated, started("q1", ME, "多少钱")))).toEqual([
      "comment:me:true",
      "answer:me:true",
    ]);
  });

  it("asked twice is shown twice, each with its answer", () => {
    const view = run(asked, asked, started("q1", ME, "多少钱"), started("q2", ME, "多少钱"));
    expect(shape(view)).toEqual([
      "comment:me:true",
      "comment:me:true",
      "answer:me:true",
      "answer:me:true",
    ]);
    expect(view.entries[0]).toMatchObject({ questionId: "q1" });
    expect(view.entries[1]).toMatchObject({ questionId: "q2" });
  });

  it.each([
    ["the room's word comes first", [0, 1]],
    ["the socket's word comes first", [1, 0]],
  ])("by voice is shown once where %s", (_, order) => {
    const words: (RoomAction | RoomEvent)[] = [
      {
        type: "answer.started",
        question: { question_id: "q1", viewer: ME, text: "多少钱", language: "zh", source: "voice" },
      },
      { type: "asked", me: ME, text: "多少钱", voice: true },
    ];
    const view = run(...order.map((at) => words[at] as RoomAction), { ...asked, voice: true });
    // The second time it is asked is another question.
    expect(view.entries.map((entry) => entry.kind === "comment" && entry.pending)).toEqual([
      false,
      false,
      true,
    ]);
  });

  it("spoken in two turns and answered as one is not repeated", () => {
    const view = run(
      { type: "asked", me: ME, text: "羽绒服", voice: true },
      { type: "asked", me: ME, text: "多少钱", voice: true },
      {
        type: "answer.started",
        question: {
          question_id: "q1",
          viewer: ME,
          text: "羽绒服 多少钱",
          language: "zh",
          source: "voice",
        },
      },
    );
    expect(shape(view)).toEqual(["comment:me:true", "comment:me:true", "answer:me:true"]);
  });

  it("is put before an answer that one's own socket announced first", () => {
    const view = run(
      { type: "streamed", me: ME, questionId: "q1", delta: "259元" },
      started("q1", ME, "多少钱"),
    );
    expect(view.entries.map((entry) => entry.kind)).toEqual(["comment", "answer"]);
  });
});

describe("an answer to somebody else", () => {
  it("follows the comment it answers without repeating it", () => {
    const view = run(comment, started("q1", "阿May", "多少钱"), done("q1", "阿May", "多少钱"));
    expect(shape(view)).toEqual(["comment:阿May:false", "answer:阿May:false"]);
  });

  it("brings its question along where no comment was seen", () => {
    expect(shape(run(done("q1", "阿May", "多少钱")))).toEqual([
      "comment:阿May:false",
      "answer:阿May:false",
    ]);
  });
});

describe("an answer to many", () => {
  const many = (askers: number): RoomEvent => ({
    type: "answer.started",
    question: {
      question_id: "q1",
      viewer: "阿May",
      text: "多少钱",
      language: "zh",
      source: "text",
      askers,
    },
  });
  const told: RoomEvent = {
    type: "answer.done",
    question_id: "q1",
    viewer: "阿May",
    answer: answer({ askers: 312 }),
  };

  it("says how many they are, from its beginning to its end", () => {
    expect(run(many(312)).entries.at(-1)).toMatchObject({ askers: 312, question: "多少钱" });
    expect(run(many(312), told).entries.at(-1)).toMatchObject({ askers: 312, own: false });
    expect(run(told).entries.at(-1)).toMatchObject({ askers: 312 });
  });

  it("brings no comment of one of them along, and leaves the one that is there", () => {
    expect(shape(run(many(312), told))).toEqual(["answer:阿May:false"]);
    expect(shape(run(comment, many(312), told))).toEqual([
      "comment:阿May:false",
      "answer:阿May:false",
    ]);
  });

  it("is nobody's own, though this viewer asked first", () => {
    const view = run({
      type: "answer.started",
      question: {
        question_id: "q1",
        viewer: ME,
        text: "多少钱",
        language: "zh",
        source: "text",
        askers: 2,
      },
    });
    expect(view.entries.at(-1)).toMatchObject({ own: false, askers: 2 });
  });

  it("is known as such when it is past", () => {
    const view = run({ type: "history", answers: [answer({ askers: 3 })] });
    expect(view.entries).toHaveLength(1);
    expect(view.entries[0]).toMatchObject({ kind: "answer", askers: 3 });
  });
});

describe("an answer's text", () => {
  const sentence = (index: number, text: string): RoomEvent => ({
    type: "answer.sentence",
    question_id: "q1",
    index,
    text,
    language: "zh",
  });
  const textOf = (view: RoomView) =>
    answerText(view.entries.find((entry) => entry.kind === "answer") as AnswerEntry);

  it("is its sentences in their order, whichever way they come and however often", () => {
    expect(
      textOf(
        run(started("q1", ME, "x"), sentence(1, "二。"), sentence(0, "一。"), sentence(1, "二。")),
      ),
    ).toBe("一。二。");
  });

  it("is what streamed where that is further along, and the whole answer in the end", () => {
    const streaming = run(
      started("q1", ME, "x"),
      sentence(0, "一。"),
      { type: "streamed", me: ME, questionId: "q1", delta: "一。二" },
    );
    expect(textOf(streaming)).toBe("一。二");
    expect(textOf(reduce(streaming, event(done("q1", ME, "x"))))).toBe(answer({}).text);
  });

  it("keeps what was said of it when it is cut short", () => {
    const view = run(started("q1", ME, "x"), sentence(0, "一。"), {
      type: "answer.stopped",
      question_id: "q1",
      reason: "cancelled",
    });
    expect(view.entries.at(-1)).toMatchObject({ kind: "answer", interrupted: true });
  });

  it("leaves no empty bubble when it is cut before its first word", () => {
    const view = run(started("q1", ME, "x"), { type: "interrupted", questionId: "q1" });
    expect(view.entries.map((entry) => entry.kind)).toEqual(["comment"]);
  });

  it("takes over the timings that are known later", () => {
    const timings = { ...answer({}).timings_ms, first_audio: 321 };
    const view = run(done("q1", ME, "x"), {
      type: "answer.timed",
      question_id: "q1",
      timings_ms: timings,
      latency: { total_ms: 500, contributions: [] },
    });
    const timed = (view.entries.at(-1) as AnswerEntry).answer;
    expect(timed?.timings_ms.first_audio).toBe(321);
    expect(timed?.latency?.total_ms).toBe(500);
  });
});

describe("the room", () => {
  it("is replaced by its state, and follows what is put on air", () => {
    const other = card({ handle: "scarf", number: 2, title: "围巾" });
    const view = run(
      { type: "room.state", room: room({ listing: [card({}), other] }) },
      {
        type: "room.on_air",
        on_air: { ...other, title: "羊毛围巾" },
        by: "host",
        confidence: 0.9,
        pinned: false,
      },
    );
    expect(view.room).toMatchObject({ on_air_by: "host", on_air_confidence: 0.9, pinned: false });
    expect(view.room?.on_air?.title).toBe("羊毛围巾");
    expect(view.room?.listing.map((item) => item.title)).toEqual([card({}).title, "羊毛围巾"]);
  });

  it("is busy while much is written, and calm again only when little is", () => {
    const pulse = (comments: number): RoomEvent => ({
      type: "room.pulse",
      comments,
      questions: 0,
      waiting: [],
    });
    expect(run(pulse(BUSY - 1)).busy).toBe(false);
    expect(run(pulse(BUSY)).busy).toBe(true);
    expect(run(pulse(BUSY), pulse(CALM)).busy).toBe(true);
    expect(run(pulse(BUSY), pulse(CALM), pulse(CALM - 1)).busy).toBe(false);
  });

  it("knows how many wait for an answer, until it has begun", () => {
    const waits = (askers: number): RoomEvent => ({
      type: "room.pulse",
      comments: 9,
      questions: 8,
      waiting: [{ question_id: "q1", text: "多少钱", language: "zh", askers }],
    });
    expect(run(waits(7), waits(8)).pulse.waiting).toMatchObject([{ text: "多少钱", askers: 8 }]);
    expect(run(waits(8), started("q1", "阿May", "多少钱")).pulse.waiting).toEqual([]);
  });

  it("knows what its host said last", () => {
    const said = (text: string): RoomEvent => ({
      type: "host.said",
      line: { text, at: "2026-11-01T00:00:00Z", seconds: 2 },
    });
    expect(run(said("来了宝宝们"), said("二百五十九")).hostLine?.text).toBe("二百五十九");
  });

  it("keeps no more than the newest entries", () => {
    const many = Array.from({ length: KEPT + 25 }, (_, i): RoomEvent => ({
      type: "comment.added",
      comment: { id: `c${i}`, viewer: "v", text: String(i), at: "" },
    }));
    const view = run(...many);
    expect(view.entries).toHaveLength(KEPT);
    expect(view.entries.at(-1)).toMatchObject({ text: String(KEPT + 24) });
    expect(new Set(view.entries.map((entry) => entry.key)).size).toBe(KEPT);
  });

  it("keeps answers and one's own questions through any flood, and no more than so many", () => {
    const flood = Array.from({ length: 3 * KEPT }, (_, i): RoomEvent => ({
      type: "comment.added",
      comment: { id: `c${i}`, viewer: "v", text: String(i), at: "" },
    }));
    const view = run(asked, started("q1", ME, "多少钱"), done("q1", ME, "多少钱"), ...flood);
    expect(shape(view).slice(0, 2)).toEqual(["comment:me:true", "answer:me:true"]);
    expect(view.entries).toHaveLength(KEPT + 2);

    const answers = Array.from({ length: 2 * KEPT_TALK }, (_, i) =>
      done(`q${i}`, `v${i}`, `问题${i}`),
    );
    const told = run(...answers).entries.filter((entry) => entry.kind === "answer");
    expect(told).toHaveLength(KEPT_TALK);
    expect(told.at(-1)).toMatchObject({ viewer: `v${2 * KEPT_TALK - 1}` });
  });

  it("shows its past before its present, and none of it twice", () => {
    const live = run(done("q1", "阿May", "多少钱"));
    const shown = (live.entries.at(-1) as AnswerEntry).answer;
    const old = { ...answer({ question: "包邮吗" }), answer_id: "old" };
    if (!shown) throw new Error("the answer is not shown");
    const view = reduce(live, { type: "history", answers: [old, shown] });
    expect(view.entries.map((entry) => entry.kind)).toEqual([
      "comment",
      "answer",
      "comment",
      "answer",
    ]);
    expect(view.entries[0]).toMatchObject({ text: "包邮吗" });
  });

  it("shows a card where it was told, keeps it in a flood, and takes no answer for it", () => {
    const told: RoomEvent = {
      type: "room.card",
      card: {
        card_id: "k1",
        reason: "theme",
        theme: "sending",
        product: "light-down-jacket",
        title: "轻羽90白鸭绒连帽羽绒服",
        language: "zh",
        askers: 12,
        lines: ["48小时内发货。", "满59元包邮。"],
        facts: [],
        at: "2026-11-01T00:00:00Z",
      },
    };
    const flood = Array.from({ length: 3 * KEPT }, (_, i): RoomEvent => ({
      type: "comment.added",
      comment: { id: `c${i}`, viewer: "v", text: String(i), at: "" },
    }));
    const stop: RoomEvent = { type: "answer.stopped", question_id: "k1", reason: "failed" };
    const view = run(comment, told, ...flood, stop);
    expect(shape(view)[0]).toBe("card:theme");
    expect(view.entries[0]).toMatchObject({ card: { lines: ["48小时内发货。", "满59元包邮。"] } });
    expect(view.entries).toHaveLength(KEPT + 1);
  });
});

describe("who answers", () => {
  it("is told by the room", () => {
    const view = run(
      { type: "room.state", room: room({}) },
      { type: "room.answered_by", answered_by: "staff" },
    );
    expect(view.room?.answered_by).toBe("staff");
  });

  it("an answer that waited for a person takes the place of what was said meanwhile", () => {
    const view = run(
      started("q1", ME, "多少钱"),
      { type: "answer.sentence", question_id: "q1", index: 0, text: "稍等", language: "zh" },
      done("q1", ME, "多少钱"),
      { type: "interrupted", questionId: "q1" },
      {
        type: "answer.done",
        question_id: "q1",
        viewer: ME,
        answer: { ...answer({ question: "多少钱" }), text: "249元。", composer: "staff" },
      },
    );
    const entry = view.entries.at(-1) as AnswerEntry;
    expect(answerText(entry)).toBe("249元。");
    expect(entry.interrupted).toBe(false);
  });

  it("what staff say to a viewer stands under no question", () => {
    const words = { ...answer({ question: "" }), composer: "staff" as const };
    const view = run({ type: "answer.done", question_id: "q9", viewer: ME, answer: words });
    expect(shape(view)).toEqual(["answer:me:true"]);
  });
});

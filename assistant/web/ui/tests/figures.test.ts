import { describe, expect, it } from "vitest";
import { catalogLine } from "../src/staff/figures/lacking-table";
import { SHOWN_KINDS, flow, kinds, nameOf, topKinds } from "../src/staff/figures/options";
import { bounds, query } from "../src/staff/figures/period";
import { time } from "../src/staff/figures/stats";
import type { Figures, KindFigures } from "../src/staff/figures/wire";
import { en } from "../src/staff/words/en";
import { sentence, type Say } from "../src/staff/words/use-words";
import { zh } from "../src/staff/words/zh";

const say: Say = (key, words) => sentence("en", key, words);

function kind(name: string, answers: number): KindFigures {
  return { kind: name, answers, askers: answers * 2, outcomes: { answered: answers } };
}

const FIGURES: Figures = {
  room: "demo",
  since: "2026-11-11T12:00:00Z",
  until: "2026-11-11T13:00:00Z",
  answers: 3,
  askers: 5,
  outcomes: { answered: 2, unknown: 1, declined: 0, handed_off: 0 },
  without_person: 2 / 3,
  corrected: 1,
  first_sentence: { half: 12, most: 80, of: 3 },
  first_audio: { half: 0, most: 0, of: 0 },
  helped: 1,
  did_not: 0,
  kinds: [kind("price", 2), { kind: "attribute", answers: 1, askers: 1, outcomes: { unknown: 1 } }],
  lacking: [],
  every_s: 60,
  buckets: [
    { at: "2026-11-11T12:00:00Z", comments: 40, questions: 9, answers: 2, unanswered: 0 },
    { at: "2026-11-11T12:01:00Z", comments: 10, questions: 3, answers: 1, unanswered: 1 },
  ],
};

describe("the time of figures", () => {
  const now = new Date("2026-11-11T13:00:00Z");

  it("ends now and goes back as far as was chosen", () => {
    expect(bounds({ span: "hour" }, now)).toEqual({
      since: new Date("2026-11-11T12:00:00Z"),
      until: now,
    });
  });

  it("is what was chosen, in a room or in all", () => {
    const chosen = { since: new Date("2026-11-01T00:00:00Z"), until: new Date("2026-11-02T00:00:00Z") };
    expect(query("", chosen, now).has("room")).toBe(false);
    const asked = query("双十一", chosen, now);
    expect(asked.get("room")).toBe("双十一");
    expect(asked.get("since")).toBe("2026-11-01T00:00:00.000Z");
  });
});

describe("the charts", () => {
  it("draw comments behind and questions, answers and the unanswered as lines", () => {
    const { series } = flow(FIGURES, say, "en") as { series: { name: string; data: [string, number][] }[] };
    expect(series.map(({ name, data }) => [name, data.map(([, value]) => value)])).toEqual([
      ["Comments", [40, 10]],
      ["Questions", [9, 3]],
      ["Answers", [2, 1]],
      ["Not answered", [0, 1]],
    ]);
  });

  it("stack how the questions of each kind ended, most asked on top", () => {
    const drawn = kinds(FIGURES, say) as {
      yAxis: { data: string[] };
      series: { name: string; data: number[] }[];
    };
    expect(drawn.yAxis.data).toEqual(["Properties", "Price"]);
    const ends = Object.fromEntries(drawn.series.map(({ name, data }) => [name, data]));
    expect(ends["Answered"]).toEqual([0, 2]);
    expect(ends["Not in the catalog"]).toEqual([1, 0]);
  });

  it("put what is asked little into one bar, and lose none of it", () => {
    const many = Array.from({ length: 20 }, (_, n) => kind(`kind ${n}`, 20 - n));
    const top = topKinds(many, say);
    expect(top).toHaveLength(SHOWN_KINDS + 1);
    const total = (found: KindFigures[]) => found.reduce((sum, one) => sum + one.answers, 0);
    expect(total(top)).toBe(total(many));
    expect(top.at(-1)?.outcomes.answered).toBe(top.at(-1)?.answers);
  });

  it("name a kind that is new as the service does", () => {
    expect(nameOf("price", say)).toBe("Price");
    expect(nameOf("brand_new", say)).toBe("brand_new");
  });
});

describe("what a person reads", () => {
  it("tells times as they are spoken of", () => {
    expect([time(88.4, say), time(1234, say)]).toEqual(["88 ms", "1.2 s"]);
  });

  it("is a line that the catalog's file takes", () => {
    expect(JSON.parse(catalogLine({ example: '多"厚"', product: "tee" }))).toEqual({
      type: "faq",
      question: '多"厚"',
      answer: "",
      products: ["tee"],
    });
    expect(JSON.parse(catalogLine({ example: "几点开播", product: "" })).products).toEqual([]);
  });

  it("is there in both languages, with the same places to fill", () => {
    const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    for (const [key, text] of Object.entries(zh)) {
      expect(places(en[key as keyof typeof zh]), key).toEqual(places(text));
    }
  });
});

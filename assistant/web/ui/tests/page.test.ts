import { describe, expect, it } from "vitest";
import { en } from "../src/i18n/en";
import { isKey, money, preferred, translate } from "../src/i18n/language";
import { zh, type Key } from "../src/i18n/zh";
import { problemOf } from "../src/realtime/microphone";
import { known } from "../src/realtime/protocol";
import { backoff } from "../src/room/backoff";
import { grounds } from "../src/room/grounds";
import { breakdown } from "../src/room/latency";
import { available, chipState, choose, chosenVariant, firstChoice } from "../src/room/variants";
import { PARTS, STAGES, type Fact, type Latency, type Part } from "../src/room/wire";
import { answer, card, variant } from "./samples";

describe("the page's languages", () => {
  const keys = Object.keys(zh) as Key[];
  const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

  it("say the same things", () => {
    expect(Object.keys(en).sort()).toEqual([...keys].sort());
    for (const key of keys) {
      expect(en[key].trim(), key).not.toBe("");
      expect(holes(en[key]), key).toEqual(holes(zh[key]));
    }
  });

  it("are what they claim to be", () => {
    // Each names the other in the other's own words.
    const foreign: Key[] = ["app.language", "app.languageShort"];
    for (const key of keys.filter((key) => !foreign.includes(key))) {
      expect(en[key], key).not.toMatch(/\p{Script=Han}/u);
      if (!["unit.ms"].includes(key)) expect(zh[key], key).toMatch(/\p{Script=Han}|AI/u);
    }
  });

  it("name every stage and every outcome", () => {
    for (const stage of STAGES) expect(isKey(`stage.${stage}`)).toBe(true);
    for (const part of [...PARTS, "cached"]) expect(isKey(`part.${part}`)).toBe(true);
    for (const outcome of ["answered", "unknown", "declined", "handed_off"]) {
      expect(isKey(`outcome.${outcome}`)).toBe(true);
    }
    for (const theme of ["price", "choice", "sending", "returns", "material", "buying"]) {
      expect(isKey(`card.theme.${theme}`)).toBe(true);
    }
  });

  it("fill in words and leave unknown holes alone", () => {
    expect(translate("zh", "product.stock", { count: 3 })).toBe("库存 3 件");
    expect(translate("en", "missing.text", {})).toContain("{room}");
  });

  it.each([
    [null, ["zh-CN"], "zh"],
    [null, ["en-GB", "zh"], "en"],
    [null, ["th-TH", "en"], "en"],
    [null, ["th-TH"], "zh"],
    ["en", ["zh-CN"], "en"],
    ["xx", ["en"], "en"],
  ])("stored %s, browser %j: %s", (stored, languages, expected) => {
    expect(preferred(stored, languages)).toBe(expected);
  });

  it("write money as people do", () => {
    expect(money("zh", "259", "CNY")).toBe("¥259");
    expect(money("zh", "259.9", "CNY")).toMatch(/^¥259\.9/);
    expect(money("en", "?", "CNY")).toBe("? CNY");
  });
});

describe("choosing a variant", () => {
  const jacket = card({});

  it("begins with one that can be bought", () => {
    expect(firstChoice(jacket)).toEqual({ 颜色: "黑色", 尺码: "L" });
    expect(firstChoice(card({ variants: [] }))).toEqual({});
  });

  it.each([
    ["颜色", "黑色", "free"],
    ["颜色", "米白", "soldOut"],
    ["颜色", "雾蓝", "free"],
    ["尺码", "M", "soldOut"],
  ])("with black L chosen, %s %s is %s", (name, value, state) => {
    expect(chipState(jacket, { 颜色: "黑色", 尺码: "L" }, name, value)).toBe(state);
  });

  it("marks what is not made at all, and gives way to it", () => {
    const chosen = { 颜色: "黑色", 尺码: "M" };
    expect(chipState(jacket, chosen, "颜色", "雾蓝")).toBe("absent");
    expect(choose(jacket, chosen, "颜色", "雾蓝")).toEqual({ 颜色: "雾蓝", 尺码: "L" });
    expect(choose(jacket, chosen, "颜色", "米白")).toEqual({ 颜色: "米白", 尺码: "M" });
  });

  it("finds the variant chosen", () => {
    expect(chosenVariant(jacket, { 颜色: "雾蓝", 尺码: "L" })?.sku).toBe("FL");
    expect(chosenVariant(jacket, { 颜色: "雾蓝", 尺码: "M" })).toBeNull();
  });

  it("takes an unpublished quantity for what it is: not zero", () => {
    expect(available(variant({ quantity: null }))).toBe(true);
    expect(available(variant({ quantity: 0 }))).toBe(false);
    expect(available(variant({ availability: "preorder", quantity: null }))).toBe(true);
  });
});

describe("where an answer's time went", () => {
  const none = { heard: 0, understood: 0, grounded: 0, first_sentence: 0, first_audio: 0, done: 0 };

  const latency = (...durations: [Part, number, string?][]): Latency => {
    let at = 0;
    const contributions = durations.map(([key, duration_ms, detail = ""]) => {
      at += duration_ms;
      return { key, owner: "", start_ms: at - duration_ms, duration_ms, detail };
    });
    return { total_ms: at, contributions };
  };
  const tenths = (pieces: { took: number }[]) =>
    pieces.reduce((sum, { took }) => sum + Math.round(took * 10), 0);

  it("is read as contributions that add up to the whole", () => {
    const whole = breakdown({
      timings_ms: none,
      latency: latency(
        ["turn_end", 480.04],
        ["other", 0.04],
        ["recognition", 35.04],
        ["other", 0.3],
        ["understanding", 4.04],
        ["synthesis", 120.123],
        ["transport", 0.004],
      ),
    });
    expect(whole.pieces.map(({ name }) => name)).toEqual([
      "part.turn_end",
      "part.recognition",
      "part.understanding",
      "part.synthesis",
      "part.other",
    ]);
    expect(whole.total).toBe(639.6);
    expect(tenths(whole.pieces)).toBe(Math.round(whole.total * 10));
  });

  it("says when the first sound lay ready", () => {
    const { pieces } = breakdown({
      timings_ms: none,
      latency: latency(["first_sentence", 1], ["synthesis", 2, "cached"]),
    });
    expect(pieces.map(({ name }) => name)).toEqual(["part.first_sentence", "part.cached"]);
  });

  it("is read as stages while the answer is still spoken", () => {
    const timings = { ...answer({}).timings_ms, heard: 180, first_audio: 240, done: 300 };
    const whole = breakdown({ timings_ms: timings });
    expect(whole.pieces.map(({ name }) => name)).toEqual(STAGES.map((stage) => `stage.${stage}`));
    expect(tenths(whole.pieces)).toBe(4800);
    expect(whole.total).toBe(480);
  });

  it("orders stages as they ended and leaves out what did not happen", () => {
    const { pieces } = breakdown({
      timings_ms: { ...none, understood: 2, done: 10, first_audio: 200 },
    });
    expect(pieces.map(({ name }) => name)).toEqual([
      "stage.understood",
      "stage.done",
      "stage.first_audio",
    ]);
    expect(breakdown({ timings_ms: none })).toEqual({ pieces: [], total: 0 });
  });
});

describe("what an answer rests on", () => {
  const fact = (subject: string, value: string): Fact => ({
    product: subject,
    field: "price",
    value,
    unit: "CNY",
    source: "catalog",
    label: "价格",
    subject,
    origin: "catalog.jsonl:2",
  });

  it("is told once where several variants say the same", () => {
    const found = grounds([fact("大衣 黑色 S", "599"), fact("大衣 黑色 M", "599")]);
    expect(found).toHaveLength(1);
    expect(found[0]?.subject).toBe("大衣 黑色");
    expect(found[0]?.records).toHaveLength(2);
  });

  it("is told apart where they differ, and loses nothing", () => {
    const facts = [fact("大衣 S", "599"), fact("大衣 XL", "629"), fact("围巾", "599")];
    const found = grounds(facts);
    expect(found.map((ground) => [ground.subject, ground.fact.value])).toEqual([
      ["", "599"],
      ["大衣 XL", "629"],
    ]);
    expect(found.flatMap((ground) => ground.records)).toHaveLength(facts.length);
    expect(grounds([])).toEqual([]);
  });
});

describe("coming back after the connection is lost", () => {
  it("waits longer each time, up to a limit, never in step", () => {
    const longest = [0, 1, 2, 3, 9, 50].map((attempt) => backoff(attempt, () => 1));
    expect(longest).toEqual([500, 1000, 2000, 4000, 15_000, 15_000]);
    expect(backoff(3, () => 0)).toBe(2000);
  });
});

describe("what goes wrong with a microphone", () => {
  it.each([
    ["NotAllowedError", "denied"],
    ["NotFoundError", "absent"],
    ["NotReadableError", "busy"],
    ["TypeError", "unsupported"],
  ])("%s is %s", (name, problem) => {
    expect(problemOf(Object.assign(new Error("x"), { name }))).toBe(problem);
  });
});

describe("the protocol's events", () => {
  it("passes on those the page acts on and no others", () => {
    expect(known({ type: "response.done", response: { id: "r" } })?.type).toBe("response.done");
    expect(known({ type: "rate_limits.updated" })).toBeNull();
    expect(known({})).toBeNull();
  });
});

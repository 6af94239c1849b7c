import { beforeEach, describe, expect, it } from "vitest";
import { Decisions } from "../src/staff/review/acting/decisions";
import { dropDraft, draftOf, firstDraft, keepDraft } from "../src/staff/review/acting/drafts";
import { fits, ofView, query, same, type Filters } from "../src/staff/review/filters/filters";
import { stretches } from "../src/staff/review/item/stretches";
import { keyOf, type Press } from "../src/staff/keys/bindings";
import { BINDINGS, commandOf } from "../src/staff/review/keys";
import { beside, emptyQueue, following, step, type Queue } from "../src/staff/review/list/queue";
import { clock, level } from "../src/staff/review/list/sla";
import { ROW_PX, drawn, kept, shown } from "../src/staff/review/list/window";
import type { Item } from "../src/staff/review/wire";

const NOW = Date.parse("2026-11-26T12:00:00Z");
const OPEN: Filters = { state: "open" };

function item(id: number, changes: Partial<Item> = {}): Item {
  return {
    id,
    room: "demo",
    state: "open",
    question: `q${id}`,
    viewer: "小明",
    to: "小明",
    language: "zh",
    product: "coat",
    title: "羽绒服",
    kind: "price",
    outcome: "unknown",
    answer: "不知道。",
    answer_id: `a${id}`,
    confidence: 1,
    forced: "",
    escalated: false,
    rank: 100,
    askers: 1,
    times: 1,
    opened_at: new Date(NOW + id * 1000).toISOString(),
    asked_at: new Date(NOW).toISOString(),
    due_at: new Date(NOW + 60_000).toISOString(),
    settled_at: null,
    settled_by: "",
    told: "",
    untold: false,
    assignee: "",
    version: 1,
    tags: [],
    claim: null,
    ...changes,
  };
}

function reading(items: Item[], after: string | null = null, filters: Filters = OPEN): Queue {
  return step(emptyQueue(filters), { type: "read", page: { items, after }, more: false });
}

function changing(queue: Queue, changed: Item): Queue {
  return step(queue, { type: "changed", item: changed, now: NOW });
}

const ids = (queue: Queue) => queue.items.map(({ id }) => id);

describe("the queue while it changes", () => {
  it("puts a new one in its place, and leaves what is selected selected", () => {
    const queue = reading([item(1), item(2), item(3)]);
    const selecting = step(queue, { type: "select", id: 2, now: NOW });
    const urgent = changing(selecting, item(9, { rank: 1 }));
    expect(ids(urgent)).toEqual([9, 1, 2, 3]);
    expect(urgent.selected).toBe(2);
    expect(ids(changing(urgent, item(4)))).toEqual([9, 1, 2, 3, 4]);
  });

  it("moves one whose rank changed, and changes one in place", () => {
    const queue = reading([item(1), item(2), item(3)]);
    expect(ids(changing(queue, item(3, { rank: 1, askers: 40 })))).toEqual([3, 1, 2]);
    expect(changing(queue, item(2, { tags: ["急"] })).items[1]?.tags).toEqual(["急"]);
  });

  it("leaves those behind what was read to the page they are on", () => {
    const queue = reading([item(1), item(2)], "more");
    expect(ids(changing(queue, item(8)))).toEqual([1, 2]);
    expect(ids(changing(queue, item(2, { rank: 900 })))).toEqual([1]);
    const all = step(queue, { type: "read", page: { items: [item(2), item(8)], after: null }, more: true });
    expect(ids(all)).toEqual([1, 2, 8]);
  });

  it("takes away what is settled, but not from under who looks at it", () => {
    const queue = step(reading([item(1), item(2)]), { type: "select", id: 1, now: NOW });
    expect(ids(changing(queue, item(2, { state: "approved" })))).toEqual([1]);
    const settled = changing(queue, item(1, { state: "dismissed" }));
    expect(ids(settled)).toEqual([1, 2]);
    expect(ids(step(settled, { type: "select", id: 2, now: NOW }))).toEqual([2]);
  });

  it("lists settled ones newest first", () => {
    const filters: Filters = { state: "approved" };
    const queue = reading([item(5, { state: "approved" }), item(2, { state: "approved" })], null, filters);
    expect(ids(changing(queue, item(3, { state: "approved" })))).toEqual([5, 3, 2]);
  });

  it("asks the service where words are looked for", () => {
    const queue = reading([item(1)], null, { state: "open", q: "声音" });
    expect(queue.stale).toBe(false);
    expect(changing(queue, item(7)).stale).toBe(true);
    const known = changing(queue, item(1, { askers: 3 }));
    expect([known.stale, known.items[0]?.askers]).toEqual([false, 3]);
  });

  it("holds a hundred thousand, and puts the next in at once", () => {
    const many = Array.from({ length: 100_000 }, (_, id) => item(2 * id + 1));
    const queue = changing(reading(many), item(100_000));
    expect(queue.items.length).toBe(100_001);
    expect(queue.items[50_000]?.id).toBe(100_000);
  });

  it("knows what lies beside and what comes next", () => {
    const queue = step(reading([item(1), item(2), item(3)]), { type: "select", id: 2, now: NOW });
    expect([beside(queue, 1), beside(queue, -1), beside(queue, 9)]).toEqual([3, 1, 3]);
    expect([following(queue, 2), following(queue, 3)]).toEqual([3, 2]);
    expect(following(reading([item(1)]), 1)).toBeNull();
  });
});

describe("filters", () => {
  it("are written for the service without what is not asked", () => {
    expect(query({ state: "open", room: "", q: " ", tag: "急" })).toBe("state=open&tag=%E6%80%A5&q=+&limit=100");
    expect(query({ state: "all", assignee: "" }, "cursor", 50)).toBe(
      "state=all&assignee=&limit=50&after=cursor",
    );
    expect(same({ state: "open", room: "" }, OPEN)).toBe(true);
    expect(ofView({ tag: "急", gone: 1, room: null })).toEqual({ state: "open", tag: "急" });
  });

  it.each<[Filters, Partial<Item>, boolean | null]>([
    [OPEN, {}, true],
    [OPEN, { state: "approved" }, false],
    [{ state: "all" }, { state: "approved" }, true],
    [{ state: "open", room: "winter" }, {}, false],
    [{ state: "open", forced: true }, { forced: "投诉" }, true],
    [{ state: "open", forced: false }, { forced: "投诉" }, false],
    [{ state: "open", assignee: "" }, { assignee: "li" }, false],
    [{ state: "open", tag: "急" }, { tags: ["急"] }, true],
    [{ state: "open", overdue: true }, {}, false],
    [{ state: "open", overdue: true }, { due_at: new Date(NOW).toISOString() }, true],
    [{ state: "open", q: "价" }, {}, null],
    [{ state: "open", q: "价" }, { state: "dismissed" }, false],
  ])("%j of %j: %j", (filters, changes, expected) => {
    expect(fits(item(1, changes), filters, NOW)).toBe(expected);
  });
});

describe("the time there is", () => {
  const of = { state: "open" as const, opened_at: new Date(NOW).toISOString(), due_at: new Date(NOW + 90_000).toISOString() };

  it.each([
    [0, "calm", "1:30"],
    [59_000, "calm", "0:31"],
    [60_000, "soon", "0:30"],
    [90_000, "late", "+0:00"],
    [155_000, "late", "+1:05"],
    [2 * 3600_000 + 90_000, "late", "+2h"],
    [3 * 86_400_000 + 90_000, "late", "+3d"],
  ])("after %d ms is %s: %s", (passed, expected, written) => {
    expect(level(of, NOW + passed)).toBe(expected);
    expect(clock(of.due_at, NOW + passed)).toBe(written);
  });

  it("is of no matter once settled", () => {
    expect(level({ ...of, state: "approved" }, NOW + 1e9)).toBe("none");
  });
});

describe("rows that are drawn", () => {
  it("are those that are seen and a few beyond", () => {
    expect(drawn(0, 680, 100_000)).toEqual({ from: 0, to: 18 });
    expect(drawn(50_000 * ROW_PX, 680, 100_000)).toEqual({ from: 49_992, to: 50_018 });
    expect(drawn(0, 680, 3)).toEqual({ from: 0, to: 3 });
    expect(drawn(900 * 40, 680, 10, 40)).toEqual({ from: 2, to: 10 });
  });

  it("come into sight by as little as needed", () => {
    expect(shown(0, 200, 680)).toBe(0);
    expect(shown(4, 0, 680)).toBe(0);
    expect(shown(20, 0, 680)).toBe(21 * ROW_PX - 680);
  });

  it("stay where they are when others come above, but at the very top", () => {
    const rows = (...ids: number[]) => ids.map((id) => ({ id }));
    const before = rows(1, 2, 3);
    expect(kept(0, before, rows(9, 1, 2, 3))).toBe(0);
    expect(kept(ROW_PX + 5, before, rows(9, 1, 2, 3))).toBe(2 * ROW_PX + 5);
    expect(kept(ROW_PX + 5, before, rows(1, 2, 3, 9))).toBe(ROW_PX + 5);
    // what was first is gone: the one after it stays
    expect(kept(2 * ROW_PX, rows(1, 2, 3, 4), rows(1, 2, 4))).toBe(ROW_PX);
  });
});

describe("keys", () => {
  const press = (key: string, more: Partial<Press> = {}): Press => ({
    key,
    altKey: false,
    ctrlKey: false,
    metaKey: false,
    isComposing: false,
    ...more,
  });

  it("has each command once, and no key twice in one place", () => {
    expect(new Set(BINDINGS.map(({ command }) => command)).size).toBe(BINDINGS.length);
    for (const writing of [true, false]) {
      const keys = BINDINGS.filter(({ where }) => where === "both" || (where === "writing") === writing)
        .flatMap((binding) => binding.keys.map((key) => `${binding.with ?? ""} ${key}`));
      expect(new Set(keys).size, String(writing)).toBe(keys.length);
    }
  });

  it.each([
    ["j", "next"],
    ["J", "next"],
    ["ArrowUp", "previous"],
    ["Enter", "take"],
    ["a", "approve"],
    ["!", "escalate"],
    ["？", "help"],
    ["/", "search"],
    ["Escape", "back"],
    ["1", null],
    ["q", null],
  ])("%s among items is %s", (key, command) => {
    expect(commandOf(press(key), false)).toBe(command);
  });

  it("does nothing while one writes but what is for writing", () => {
    for (const key of ["j", "a", "x", "/", "?", "Enter"]) expect(commandOf(press(key), true)).toBeNull();
    expect(commandOf(press("Enter", { ctrlKey: true }), true)).toBe("send");
    expect(commandOf(press("Enter", { metaKey: true }), true)).toBe("send");
    expect(commandOf(press("3", { altKey: true }), true)).toBe("canned");
    expect(commandOf(press("Escape"), true)).toBe("back");
  });

  it("never answers to keys that an input method has", () => {
    for (const { keys, where } of BINDINGS) {
      for (const key of keys) {
        expect(commandOf(press(key, { isComposing: true }), where === "writing")).toBeNull();
      }
    }
    expect(commandOf(press("Process"), false)).toBeNull();
  });

  it("leaves what belongs to the browser alone, and settles nothing by a held key", () => {
    expect(commandOf(press("a", { ctrlKey: true }), false)).toBeNull();
    expect(commandOf(press("f", { metaKey: true }), false)).toBeNull();
    expect(commandOf(press("a", { repeat: true }), false)).toBeNull();
    expect(commandOf(press("j", { repeat: true }), false)).toBe("next");
  });

  it("means the digit, whatever sign Alt writes", () => {
    expect(keyOf(press("¡", { altKey: true, code: "Digit1" }))).toBe("1");
    expect(commandOf(press("ß", { altKey: true, code: "KeyS" }), true)).toBe("aloud");
    expect(commandOf(press("s", { altKey: true, code: "KeyS" }), false)).toBeNull();
  });
});

describe("decisions", () => {
  it("keep their key until it is known what became of them", () => {
    let made = 0;
    const decisions = new Decisions(() => `k${++made}`);
    const approve = { kind: "approve", version: 1 } as const;
    expect(decisions.key(1, approve)).toBe("k1");
    expect(decisions.key(1, approve)).toBe("k1");
    expect(decisions.key(2, approve)).toBe("k2");
    expect(decisions.key(1, { kind: "approve", version: 2 })).toBe("k3");
    decisions.settled(1, approve);
    expect(decisions.key(1, approve)).toBe("k4");
  });

  it("make a key of their own each", () => {
    const decisions = new Decisions();
    const keys = [1, 2, 3].map((id) => decisions.key(id, { kind: "note", text: "x" }));
    expect(new Set(keys).size).toBe(3);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe("what is typed", () => {
  beforeEach(() => dropDraft(1));

  it("is kept by item until it is sent", () => {
    const begun = draftOf(item(1));
    keepDraft(1, { ...begun, text: "吸力最大时 62 分贝" });
    expect(draftOf(item(1, { version: 2 })).text).toBe("吸力最大时 62 分贝");
    expect(draftOf(item(2)).text).toBe("");
    dropDraft(1);
    expect(draftOf(item(1)).text).toBe("");
  });

  it("begins with words that may be right, for who asked", () => {
    expect(firstDraft(item(1, { outcome: "answered", answer: "259元。" })).text).toBe("259元。");
    expect(firstDraft(item(1, { untold: true, answer: "拟好的" })).text).toBe("拟好的");
    expect(firstDraft(item(1)).to).toBe("viewer");
    expect(firstDraft(item(1, { askers: 12 })).to).toBe("room");
    expect(firstDraft(item(1, { to: "" })).to).toBe("room");
    expect(firstDraft(item(1, { language: "xx" })).language).toBe("zh");
  });
});

describe("where the time of an answer went", () => {
  it("is by what was measured, else by its stages", () => {
    const timings_ms = { heard: 120, understood: 5, grounded: 9, first_sentence: 20, first_audio: 0, done: 20 };
    expect(stretches({ timings_ms })).toEqual([
      { key: "heard", ms: 120 },
      { key: "understood", ms: 5 },
      { key: "grounded", ms: 4 },
      { key: "first_sentence", ms: 11 },
    ]);
    const latency = { total_ms: 30, contributions: [{ key: "synthesis", start_ms: 0, duration_ms: 30 }] };
    expect(stretches({ timings_ms, latency })).toEqual([{ key: "synthesis", ms: 30 }]);
  });
});

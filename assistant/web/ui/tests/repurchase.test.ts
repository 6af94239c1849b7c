import { describe, expect, it } from "vitest";
import { Refused } from "../src/staff/session/call";
import { bound, type Press } from "../src/staff/keys/bindings";
import { catalogOf, customerPath, exportPath, listPath } from "../src/staff/repurchase/asked";
import { told } from "../src/staff/repurchase/batch-line";
import { nothingRead, step, textsOf, type Change, type Drafts } from "../src/staff/repurchase/drafts";
import { rejectedIn } from "../src/staff/repurchase/edit-form";
import { BINDINGS } from "../src/staff/repurchase/keys";
import { daysUntil, dueSentence, habitSentence, percent } from "../src/staff/repurchase/sentences";
import type { Batch, Draft, Page, State, Suggestion } from "../src/staff/repurchase/wire";
import { sentence, type Say } from "../src/staff/words/use-words";

const NOW = new Date(2026, 10, 27, 9, 30);
const inDays = (days: number) => new Date(2026, 10, 27 + days, 23, 59).toISOString();
const zh: Say = (key, words) => sentence("zh", key, words);
const en: Say = (key, words) => sentence("en", key, words);
const COUNTS = { drafted: 3, approved: 0, declined: 0, sent: 0, failed: 0 };

const TEA: Suggestion = {
  product: "tea",
  sku: "TEA",
  title: "龙井茶",
  price: { amount: "88.5", currency: "CNY" },
  pieces: 1,
  due: inDays(2),
  probability: 0.42,
  habit: { times: 3, last: inDays(-38), gap_days: 39.6, pieces: 1 },
};

function draft(id: string, state: State = "drafted"): Draft {
  return {
    id,
    catalog: "demo",
    customer: `c${id}`,
    language: "zh",
    text: "龙井茶。",
    suggestions: [TEA],
    state,
    due: TEA.due,
    probability: 0.42,
    created_at: NOW.toISOString(),
    decided_by: null,
    decided_at: null,
    sent_at: null,
    attempts: 0,
    error: "",
  };
}

const page = (drafts: Draft[], next: string | null = null): Page => ({ drafts, next, counts: COUNTS });

function after(state: State | "", ...changes: Change[]): Drafts {
  return changes.reduce(step, nothingRead(state));
}

const read: Change = { type: "read", page: page(["1", "2", "3"].map((id) => draft(id))), more: false };
const decided = (...ids: string[]): Change => ({
  type: "decided",
  ids,
  state: "approved",
  by: "小雨",
  at: NOW.toISOString(),
});

describe("the messages that are listed", () => {
  it("are looked at from the first on, and not beyond the last", () => {
    expect(after("drafted", read).current).toBe("1");
    const next: Change = { type: "move", by: 1 };
    expect(after("drafted", read, next, next, next, next).current).toBe("3");
    expect(after("drafted", read, { type: "move", by: -1 }).current).toBe("1");
    expect(after("drafted", { type: "move", by: 1 }).current).toBeNull();
  });

  it("go on page by page, each once", () => {
    const more: Change = { type: "read", page: page([draft("3"), draft("4")]), more: true };
    const { list, next } = after("drafted", read, more);
    expect(list?.map(({ id }) => id)).toEqual(["1", "2", "3", "4"]);
    expect(next).toBeNull();
  });

  it("leave the list when they are decided on, and the next that waits is looked at", () => {
    const { list, current, counts } = after("drafted", read, { type: "look", id: "2" }, decided("2"));
    expect(list?.map(({ id }) => id)).toEqual(["1", "3"]);
    expect(current).toBe("3");
    expect(counts).toEqual({ ...COUNTS, drafted: 2, approved: 1 });
  });

  it("look at the one before when the last is decided on, and at none when all are", () => {
    expect(after("drafted", read, { type: "look", id: "3" }, decided("3")).current).toBe("2");
    expect(after("drafted", read, decided("1", "2", "3")).current).toBeNull();
  });

  it("stay among all of them, as what they are now", () => {
    const { list, current } = after("", read, decided("1"));
    expect(list?.map(({ state }) => state)).toEqual(["approved", "drafted", "drafted"]);
    expect(list?.[0]?.decided_by).toBe("小雨");
    expect(current).toBe("2");
  });

  it("count nothing twice that was decided on before", () => {
    expect(after("", read, decided("1"), decided("1")).counts?.approved).toBe(1);
  });

  it("are decided on as they were read", () => {
    expect(textsOf([draft("1"), draft("2")], ["2", "x"])).toEqual({ "2": "龙井茶。" });
  });

  it("are selected while they wait, and no longer", () => {
    const chosen: Change = { type: "select", ids: ["1", "2"] };
    expect([...after("drafted", read, chosen, { type: "toggle", id: "2" }, { type: "toggle", id: "3" }).selected]).toEqual(["1", "3"]);
    expect([...after("drafted", read, chosen, decided("1")).selected]).toEqual(["2"]);
    const elsewhere: Change = { type: "read", page: page([draft("1", "declined"), draft("2")]), more: false };
    expect([...after("drafted", read, chosen, elsewhere).selected]).toEqual(["2"]);
  });

  it("are read anew when another state is asked for", () => {
    const found = after("drafted", read, { type: "ask", state: "sent" });
    expect([found.list, found.counts, found.state]).toEqual([null, COUNTS, "sent"]);
  });

  it("show an edit in its place", () => {
    const edited = { ...draft("2"), text: "您好！" };
    expect(after("drafted", read, { type: "edited", draft: edited }).list?.[1]?.text).toBe("您好！");
  });
});

describe("why a product is suggested", () => {
  it("is told in a plain sentence of each language", () => {
    expect(habitSentence(TEA, NOW, "zh", zh)).toBe(
      "买过 3 次，一般每 40 天买一次，上次是 10月20日（38天前）。",
    );
    expect(habitSentence(TEA, NOW, "en", en)).toBe(
      "Bought 3 times, usually every 40 days, last on Oct 20 (38 days ago).",
    );
    expect(dueSentence(TEA, NOW, "en", en)).toBe(
      "Due on Nov 29 (in 2 days); bought within 14 days with a probability of 42%.",
    );
  });

  it("claims no rhythm where there is none", () => {
    const habit = { times: 1, last: inDays(-1), gap_days: null, pieces: 1 };
    expect(habitSentence({ ...TEA, habit }, NOW, "en", en)).toContain("Bought once, on Nov 26 (yesterday)");
    expect(habitSentence({ ...TEA, habit: { ...habit, times: 2 } }, NOW, "en", en)).toContain("no rhythm");
    expect(habitSentence({ ...TEA, habit: null }, NOW, "zh", zh)).toContain("还没买过");
    expect(dueSentence({ ...TEA, due: null }, NOW, "zh", zh)).not.toContain("{");
  });

  it("counts days as the calendar does", () => {
    expect(daysUntil(new Date(2026, 10, 28, 0, 1), NOW)).toBe(1);
    expect(daysUntil(new Date(2026, 10, 27, 23, 59), NOW)).toBe(0);
    expect(daysUntil(new Date(2026, 10, 26, 23, 59), NOW)).toBe(-1);
  });

  it("is never certain, nor impossible", () => {
    expect([percent(0.999, "en"), percent(0.0001, "en"), percent(0.425, "en")]).toEqual(["99%", "1%", "43%"]);
  });
});

describe("what is asked for", () => {
  const asked = { catalog: "小店", state: "drafted", search: "茶 & 米" } as const;

  it("names the catalog, the state, the search and where to go on", () => {
    const url = new URL(listPath(asked, "17-a"), "http://127.0.0.1");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      catalog: "小店",
      limit: "100",
      state: "drafted",
      search: "茶 & 米",
      after: "17-a",
    });
    expect(listPath({ ...asked, state: "", search: "" }, null)).not.toMatch(/state|search|after/);
  });

  it("takes along what is shown, in a format", () => {
    const url = new URL(exportPath(asked, "parquet"), "http://127.0.0.1");
    expect(url.pathname).toBe("/api/repurchase/drafts/export");
    expect(url.searchParams.get("format")).toBe("parquet");
  });

  it("names customers whatever they are called", () => {
    expect(customerPath("a/b?c", "demo")).toBe("/api/customers/a%2Fb%3Fc/repurchase?catalog=demo&k=10");
  });

  it("is of the catalog in the address, else the demo's", () => {
    expect([catalogOf("?catalog=tea"), catalogOf("?catalog="), catalogOf("")]).toEqual(["tea", "demo", "demo"]);
  });
});

describe("a batch", () => {
  const batch: Batch = { id: "b", state: "done", customers: 2300, looked_at: 2300, drafted: 40, error: "" };
  const said = (changes: Partial<Batch>) => told({ ...batch, ...changes }, "demo", en, String);

  it("says how far it is, what it came to, and what to do where that is nothing", () => {
    expect(said({ state: "running", looked_at: 500 })).toBe("Drafting: looked at 500 of 2300 customers, wrote 40");
    expect(said({})).toBe("Drafted: looked at 2300 customers, wrote 40");
    expect(said({ drafted: 0 })).toContain("Allow more days");
    expect(said({ customers: 0, drafted: 0 })).toContain("xiaoer customers load FILE --catalog demo");
    expect(said({ state: "failed", error: "the disk is full" })).toBe("Drafting stopped: the disk is full");
  });
});

describe("an edit that is refused", () => {
  it("says which sentences are not borne out", () => {
    const rejected = [{ text: "现在66元。", reason: "66" }];
    expect(rejectedIn(new Refused(422, "not_borne_out", "", 0, { rejected }))).toEqual(rejected);
    expect(rejectedIn(new Refused(409, "not_drafted", "", 0))).toEqual([]);
    expect(rejectedIn(new TypeError("offline"))).toEqual([]);
  });
});

describe("keys of the page", () => {
  const press = (key: string, more: Partial<Press> = {}): Press => ({
    key,
    altKey: false,
    ctrlKey: false,
    metaKey: false,
    isComposing: false,
    ...more,
  });

  it.each([
    ["j", "next"],
    ["K", "previous"],
    ["a", "approve"],
    ["d", "decline"],
    ["e", "edit"],
    ["s", "check"],
    ["/", "search"],
    ["?", "help"],
  ])("%s is %s among messages, and a letter while one writes", (key, command) => {
    expect(bound(BINDINGS, press(key), false)).toBe(command);
    expect(bound(BINDINGS, press(key), true)).toBeNull();
  });

  it("save and go back while one writes, and each key does one thing", () => {
    expect(bound(BINDINGS, press("Enter", { ctrlKey: true }), true)).toBe("save");
    expect(bound(BINDINGS, press("Escape"), true)).toBe("back");
    const keys = BINDINGS.filter(({ where }) => where !== "writing").flatMap((one) => one.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("approve nothing twice while they are held", () => {
    expect(bound(BINDINGS, press("a", { repeat: true }), false)).toBeNull();
    expect(bound(BINDINGS, press("j", { repeat: true }), false)).toBe("next");
  });
});

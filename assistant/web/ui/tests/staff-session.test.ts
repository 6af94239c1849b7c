import { afterEach, describe, expect, it, vi } from "vitest";
import { Refused, call, why } from "../src/staff/session/call";
import { fragment, ownPath, toSignIn } from "../src/staff/session/paths";
import { en } from "../src/staff/words/en";
import { sentence, type Say } from "../src/staff/words/use-words";
import { zh } from "../src/staff/words/zh";

const say: Say = (key, words) => sentence("en", key, words);

describe("where one goes from the sign-in page", () => {
  it.each(["/staff", "/figures?room=demo", "/review/1"])("%s is ours", (path) => {
    expect(ownPath(path)).toBe(path);
  });

  it.each([
    null,
    "",
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "/figures\n//evil",
  ])("%j is not", (path) => {
    expect(ownPath(path)).toBe("/review");
  });

  it("leads back to where one was", () => {
    const here = { pathname: "/staff", search: "?tab=1" } as Location;
    const url = new URL(toSignIn(here), "http://127.0.0.1");
    expect(url.pathname).toBe("/sign-in");
    expect(ownPath(url.searchParams.get("next"))).toBe("/staff?tab=1");
    expect(toSignIn({ pathname: "/review", search: "" } as Location)).toBe("/sign-in");
  });

  it("reads a link and a refusal off the fragment", () => {
    expect(fragment("#link=abc-_1")).toEqual({ link: "abc-_1", refused: "" });
    expect(fragment("#refused=provider")).toEqual({ link: "", refused: "provider" });
    expect(fragment("")).toEqual({ link: "", refused: "" });
  });
});

describe("a call of the staff API", () => {
  afterEach(() => vi.unstubAllGlobals());

  function answering(status: number, body: unknown, headers: Record<string, string> = {}) {
    const asked = vi.fn(async (_path: string, _init: RequestInit) =>
      status === 204
        ? new Response(null, { status })
        : new Response(JSON.stringify(body), { status, headers }),
    );
    vi.stubGlobal("fetch", asked);
    return asked;
  }

  it("proves that it is of this session", async () => {
    const asked = answering(204, null);
    expect(await call("DELETE", "/api/keys/1", { csrf: "proof" })).toBeUndefined();
    expect(asked.mock.calls[0]?.[1].headers).toEqual({ "x-csrf-token": "proof" });
  });

  it("is refused in the page's words, with when to try again", async () => {
    answering(429, { code: "locked_out", detail: "too many attempts" }, { "retry-after": "8" });
    const refused = await call("POST", "/api/session", { body: {} }).catch((it: unknown) => it);
    expect(refused).toBeInstanceOf(Refused);
    expect(why(refused, say)).toBe("Too many attempts; try again in 8 s");
  });

  it("says what the service said where it has no words of its own", async () => {
    answering(422, { detail: "role: Input should be 'viewer'" });
    const refused = await call("POST", "/api/staff", { body: {} }).catch((it: unknown) => it);
    expect(why(refused, say)).toBe("role: Input should be 'viewer'");
    expect(why(new TypeError("failed to fetch"), say)).toBe(en["error.unreachable"]);
  });
});

describe("the words of staff", () => {
  it("has each sentence in both languages, with the same places to fill in", () => {
    const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    for (const [key, text] of Object.entries(zh)) {
      expect(places(en[key as keyof typeof zh]), key).toEqual(places(text));
    }
  });
});

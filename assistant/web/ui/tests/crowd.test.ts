import { describe, expect, it } from "vitest";
import { Frames } from "../src/room/frames";
import { answered, toldOf } from "../src/room/live-rooms";
import type { LiveRoom } from "../src/room/wire";

class Screen {
  drawn: (() => void) | undefined;
  asked = 0;
  batches: (readonly number[])[] = [];
  readonly frames = new Frames<number>(
    (batch) => this.batches.push(batch),
    (draw) => {
      this.drawn = draw;
      return ++this.asked;
    },
    () => {
      this.drawn = undefined;
    },
  );

  draw(): void {
    this.drawn?.();
  }
}

describe("a flood of events", () => {
  it("is handed on once for each frame, in order", () => {
    const screen = new Screen();
    for (const number of [1, 2, 3]) screen.frames.add(number);
    expect(screen.batches).toEqual([]);
    screen.draw();
    screen.frames.add(4);
    screen.draw();
    expect(screen.batches).toEqual([[1, 2, 3], [4]]);
    expect(screen.asked).toBe(2);
  });

  it("does not pile up where nothing is drawn", () => {
    const screen = new Screen();
    for (let number = 0; number < 1000; number += 1) screen.frames.add(number);
    const handedOn = screen.batches.flat();
    expect(handedOn.length).toBeGreaterThan(700);
    screen.draw();
    expect(screen.batches.flat()).toEqual(Array.from({ length: 1000 }, (_, number) => number));
  });

  it("ends when the page leaves", () => {
    const screen = new Screen();
    screen.frames.add(1);
    screen.frames.close();
    screen.draw();
    expect(screen.batches).toEqual([]);
  });
});

describe("live rooms elsewhere", () => {
  const joined = (id: string, state: LiveRoom["state"] = "joined"): LiveRoom => ({
    id,
    gateway: "twitch",
    state,
    counts: { message_sent: 7, chatter: 90 },
  });
  const ids = (rooms: readonly LiveRoom[]) => rooms.map(({ id }) => id);

  it("are told of while they go on, and to those who saw them, when they are over", () => {
    const all = [joined("a", "over"), joined("b", "resting"), joined("c", "failed")];
    expect(ids(toldOf(all, new Set()))).toEqual(["b"]);
    expect(ids(toldOf(all, new Set(["a", "b"])))).toEqual(["b", "a"]);
  });

  it("are few: the newest, and those that go on before those that are over", () => {
    const all = ["a", "b", "c", "d"].map((id) => joined(id)).concat(joined("e", "over"));
    expect(ids(toldOf(all, new Set(["e"])))).toEqual(["d", "c", "b"]);
  });

  it("say how much was answered there", () => {
    expect(answered(joined("a"))).toBe(7);
    expect(answered({ ...joined("a"), counts: {} })).toBe(0);
  });
});

import { describe, expect, it } from "vitest";
import { fromBase64, fromPcm16, rms, toBase64, toPcm16 } from "../src/realtime/pcm";
import { Resampler } from "../src/realtime/resample";
import { Schedule } from "../src/realtime/schedule";

function sine(hz: number, rate: number, seconds: number): Float32Array {
  return Float32Array.from({ length: Math.round(rate * seconds) }, (_, i) =>
    Math.sin((2 * Math.PI * hz * i) / rate),
  );
}

describe("pcm", () => {
  it.each([
    [0, 0],
    [1, 32767],
    [-1, -32767],
    [0.5, 16384],
    [2, 32767],
    [-7, -32767],
  ])("writes %f as %i", (sample, expected) => {
    expect(toPcm16(Float32Array.of(sample))[0]).toBe(expected);
  });

  it("comes back from base64 as it was, little-endian", () => {
    const pcm = Int16Array.of(0, 1, -1, 256, 32767, -32768);
    expect(atob(toBase64(Int16Array.of(0x0102)))).toBe("\x02\x01");
    expect(fromBase64(toBase64(pcm))).toEqual(pcm);
  });

  it("encodes a minute at once", () => {
    const pcm = toPcm16(sine(220, 24_000, 60));
    const back = fromBase64(toBase64(pcm));
    expect(back.length).toBe(pcm.length);
    expect(back.every((value, i) => value === pcm[i])).toBe(true);
  });

  it("survives both ways within one step", () => {
    const samples = sine(440, 24_000, 0.1);
    fromPcm16(toPcm16(samples)).forEach((value, i) => {
      expect(Math.abs(value - (samples[i] ?? 0))).toBeLessThan(2 / 32768);
    });
  });

  it("measures loudness", () => {
    expect(rms(new Float32Array(0))).toBe(0);
    expect(rms(new Float32Array(100))).toBe(0);
    expect(rms(sine(100, 24_000, 1))).toBeCloseTo(Math.SQRT1_2, 3);
  });
});

describe("resampling to 24 kHz", () => {
  const inBlocks = (from: number, input: Float32Array, block: number) => {
    const resampler = new Resampler(from, 24_000);
    const output: number[] = [];
    for (let i = 0; i < input.length; i += block) {
      output.push(...resampler.process(input.subarray(i, i + block)));
    }
    return Float32Array.from(output);
  };

  it.each([8_000, 16_000, 44_100, 48_000, 96_000])("keeps a tone and its length from %i Hz", (rate) => {
    const output = inBlocks(rate, sine(440, rate, 1), 128);
    expect(Math.abs(output.length - 24_000)).toBeLessThan(150);
    const settled = output.subarray(500, -500);
    expect(rms(settled)).toBeCloseTo(Math.SQRT1_2, 2);
    const crossings = settled.reduce(
      (count, value, i) => count + (value >= 0 !== (settled[i - 1] ?? value) >= 0 ? 1 : 0),
      0,
    );
    expect(crossings / 2 / (settled.length / 24_000)).toBeCloseTo(440, -1);
  });

  it("does not depend on how the sound is cut into blocks", () => {
    const input = sine(1000, 48_000, 0.2);
    const small = inBlocks(48_000, input, 128);
    const large = inBlocks(48_000, input, 1000);
    large.forEach((value, i) => {
      if (i < small.length) expect(value).toBeCloseTo(small[i] ?? Number.NaN, 5);
    });
  });

  it("lets nothing fold back from above what 24 kHz can hold", () => {
    const output = inBlocks(48_000, sine(15_000, 48_000, 0.5), 128);
    expect(rms(output.subarray(500, -500))).toBeLessThan(0.01);
  });
});

describe("the schedule of an answer's sound", () => {
  it("begins a little later and leaves no gap", () => {
    const schedule = new Schedule(0.1);
    expect(schedule.place(5, 0.2)).toBeCloseTo(5.1);
    expect(schedule.place(5.05, 0.3)).toBeCloseTo(5.3);
    expect(schedule.place(5.5, 0.1)).toBeCloseTo(5.6);
  });

  it("begins anew after the sound ran out", () => {
    const schedule = new Schedule(0.1);
    schedule.place(0, 0.2);
    expect(schedule.place(2, 0.2)).toBeCloseTo(2.1);
  });

  it.each([
    [0, 0],
    [0.1, 0],
    [0.2, 0.1],
    [0.3, 0.2],
    [1, 0.2],
    [2.15, 0.25],
    [9, 0.4],
  ])("at %f s, %f s of it were heard, gaps not counted", (now, heard) => {
    const schedule = new Schedule(0.1);
    schedule.place(0, 0.2);
    schedule.place(2, 0.2);
    expect(schedule.heard(now)).toBeCloseTo(heard);
  });

  it("knows when it is silent, and forgets when it is stopped", () => {
    const schedule = new Schedule(0.1);
    expect(schedule.busy(0)).toBe(false);
    schedule.place(0, 0.2);
    expect(schedule.busy(0.25)).toBe(true);
    expect(schedule.busy(0.31)).toBe(false);
    schedule.clear();
    expect(schedule.heard(9)).toBe(0);
    expect(schedule.place(0.05, 0.2)).toBeCloseTo(0.15);
  });

  it("lets the next answer follow this one, heard from its own beginning", () => {
    const first = new Schedule(0.1);
    first.place(0, 1);
    const next = first.successor();
    expect(next.place(0.5, 1)).toBeCloseTo(1.1);
    expect(next.heard(1.1)).toBe(0);
    expect(next.heard(1.6)).toBeCloseTo(0.5);
  });
});

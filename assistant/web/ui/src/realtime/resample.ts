/**
 * A streaming resampler: a Hann-windowed sinc, low-passed to the lower of the two rates, whose
 * state passes from one block to the next so that no block's edge clicks.
 */
const ZERO_CROSSINGS = 16;
/** Of the output's Nyquist frequency: leaves the window room to fall before it aliases. */
const CUTOFF = 0.9;

export class Resampler {
  private history: Float32Array;
  /** Where the next output sample lies, in input samples from the history's beginning. */
  private position: number;
  private readonly step: number;
  private readonly cutoff: number;
  private readonly half: number;

  constructor(from: number, to: number) {
    this.step = from / to;
    this.cutoff = CUTOFF * Math.min(1, to / from);
    this.half = Math.ceil(ZERO_CROSSINGS / this.cutoff);
    this.history = new Float32Array(this.half);
    this.position = this.half;
  }

  /** The next block of output: `block.length / step` samples, give or take one. */
  process(block: Float32Array): Float32Array {
    const input = new Float32Array(this.history.length + block.length);
    input.set(this.history);
    input.set(block, this.history.length);
    const output: number[] = [];
    while (this.position + this.half < input.length) {
      output.push(this.at(input, this.position));
      this.position += this.step;
    }
    const spent = Math.max(0, Math.floor(this.position) - this.half);
    this.history = input.slice(spent);
    this.position -= spent;
    return Float32Array.from(output);
  }

  private at(input: Float32Array, position: number): number {
    const first = Math.max(0, Math.ceil(position - this.half));
    const last = Math.floor(position + this.half);
    let sum = 0;
    for (let i = first; i <= last; i += 1) {
      const distance = position - i;
      const phase = Math.PI * distance * this.cutoff;
      const sinc = phase === 0 ? 1 : Math.sin(phase) / phase;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / this.half);
      sum += (input[i] ?? 0) * sinc * window * this.cutoff;
    }
    return sum;
  }
}

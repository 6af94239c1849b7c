/** Runs on the audio thread: microphone blocks in, 40 ms of 24 kHz samples out. */
import { RATE } from "./pcm";
import { Resampler } from "./resample";

declare const sampleRate: number;
declare function registerProcessor(name: string, processor: unknown): void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

const BLOCK = (RATE * 40) / 1000;

class Capture extends AudioWorkletProcessor {
  private readonly resampler = sampleRate === RATE ? null : new Resampler(sampleRate, RATE);
  private readonly block = new Float32Array(BLOCK);
  private filled = 0;

  process(inputs: Float32Array[][]): boolean {
    const channel = inputs[0]?.[0];
    if (!channel) return true;
    const samples = this.resampler ? this.resampler.process(channel) : channel;
    for (const sample of samples) {
      this.block[this.filled] = sample;
      this.filled += 1;
      if (this.filled === BLOCK) {
        this.port.postMessage(this.block.slice());
        this.filled = 0;
      }
    }
    return true;
  }
}

registerProcessor("xiaoer-capture", Capture);

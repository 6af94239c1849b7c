/** Plays answers as their sound arrives, falls silent at once, and measures what it really played. */
import { RATE, fromPcm16, rms } from "./pcm";
import { Schedule } from "./schedule";

/** What went to the speakers so far, measured behind the volume control. */
export interface Played {
  /** Seconds of output above the silence threshold. */
  seconds: number;
  /** Loudest root mean square of a 40 ms stretch, 0 to 1. */
  peak: number;
  /** Whether the browser lets the page sound at all. */
  running: boolean;
}

const SILENCE = 0.003;
const METER_MS = 40;

export class Player {
  /** Samples on their way to the speakers, for whoever draws them. */
  readonly analyser: AnalyserNode;
  private readonly context: AudioContext;
  private readonly volume: GainNode;
  private readonly window: Float32Array<ArrayBuffer>;
  private readonly meter: ReturnType<typeof setInterval>;
  private readonly sources = new Set<AudioBufferSourceNode>();
  private readonly played: Omit<Played, "running"> = { seconds: 0, peak: 0 };
  private schedule = new Schedule();
  private item = "";
  private readonly element = new Audio();
  private stream: MediaStreamAudioSourceNode | null = null;
  private readonly line: GainNode;
  private streaming = false;

  constructor(private readonly onChange: () => void) {
    this.context = new AudioContext({ sampleRate: RATE, latencyHint: "interactive" });
    this.context.onstatechange = onChange;
    this.volume = this.context.createGain();
    this.line = this.context.createGain();
    this.line.connect(this.volume);
    this.analyser = this.context.createAnalyser();
    this.analyser.fftSize = 1024;
    this.window = new Float32Array(this.analyser.fftSize);
    this.volume.connect(this.analyser).connect(this.context.destination);
    this.meter = setInterval(() => this.measure(), METER_MS);
  }

  /** False until a tap or a key press let the browser sound. */
  get running(): boolean {
    return this.context.state === "running";
  }

  get speaking(): boolean {
    return this.running && (this.streaming || this.schedule.busy(this.context.currentTime));
  }

  /** The item whose sound is playing, or played last. */
  get currentItem(): string {
    return this.item;
  }

  /** Call from a tap or key press: browsers refuse sound before one. */
  async unlock(): Promise<void> {
    await this.context.resume();
    // Rejected where there is no stream yet, or the browser still wants a gesture.
    await this.element.play().catch(() => undefined);
  }

  setMuted(muted: boolean): void {
    this.volume.gain.value = muted ? 0 : 1;
  }

  /** Queue 24 kHz PCM of the answer `item`, in order. */
  play(item: string, pcm: Int16Array): void {
    if (pcm.length === 0) return;
    if (item !== this.item) {
      // The next answer follows the last one; only what was heard of each is counted apart.
      this.schedule = this.schedule.successor();
      this.item = item;
    }
    const buffer = this.context.createBuffer(1, pcm.length, RATE);
    buffer.copyToChannel(fromPcm16(pcm), 0);
    const source = this.context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.volume);
    source.onended = () => {
      this.sources.delete(source);
      if (this.sources.size === 0) this.onChange();
    };
    this.sources.add(source);
    source.start(this.schedule.place(this.context.currentTime, buffer.duration));
    if (this.sources.size === 1) this.onChange();
  }

  /** Let a stream sound whose answers the service plays itself. */
  attach(stream: MediaStream): void {
    // Chromium gives a remote stream to Web Audio only while an element plays it, muted or not.
    this.element.srcObject = stream;
    this.element.muted = true;
    void this.element.play().catch(() => undefined);
    this.stream?.disconnect();
    this.stream = this.context.createMediaStreamSource(stream);
    this.stream.connect(this.line);
  }

  /** Whether an answer sounds in the stream, as the service tells. */
  setStreaming(streaming: boolean): void {
    this.streaming = streaming;
    if (streaming) this.line.gain.value = 1;
    this.onChange();
  }

  /** Fall silent now. The ms of the current item that reached the ear, or null if none was due. */
  stop(): number | null {
    // What of a stream is on its way, a fifth of a second, is not waited for.
    this.line.gain.value = 0;
    const now = this.context.currentTime;
    const interrupted = this.schedule.busy(now);
    const heard = this.schedule.heard(now - this.context.outputLatency);
    for (const source of this.sources) {
      source.onended = null;
      source.stop();
      source.disconnect();
    }
    this.sources.clear();
    this.schedule.clear();
    this.onChange();
    return interrupted ? Math.round(heard * 1000) : null;
  }

  measured(): Played {
    return { ...this.played, running: this.running };
  }

  async close(): Promise<void> {
    clearInterval(this.meter);
    this.stop();
    this.element.srcObject = null;
    await this.context.close();
  }

  private measure(): void {
    this.analyser.getFloatTimeDomainData(this.window);
    const level = rms(this.window);
    this.played.peak = Math.max(this.played.peak, level);
    if (level > SILENCE) this.played.seconds += METER_MS / 1000;
  }
}

/** When the microphone is open: while a button is held, or until the viewer turns it off. */
import { Microphone, MicrophoneError, type MicrophoneProblem } from "./microphone";

/** `held`: a button is down; `open`: hands-free; `waiting`: the browser asks for permission. */
export type MicrophoneState = "off" | "waiting" | "held" | "open";

export interface MicrophoneEvents {
  block(samples: Float32Array): void;
  /** The device was opened, or given up. */
  device(stream: MediaStream | null): void;
  began(mode: "held" | "open"): void;
  /** A hold is over; `send` false when it was too short to be a question or was called off. */
  ended(send: boolean): void;
  changed(): void;
}

/** A hold shorter than this was a tap. */
const TAP_MS = 350;
/** People let go on their last syllable; this much more is still taken. */
const TAIL_MS = 250;
/** An idle microphone stays open this long, so that the next hold loses no syllable. */
const LINGER_MS = 15_000;

export class MicrophoneControl {
  state: MicrophoneState = "off";
  problem: MicrophoneProblem | null = null;
  private device: Microphone | null = null;
  private wanted: "off" | "held" | "open" = "off";
  private since = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly events: MicrophoneEvents) {}

  /** Loudness now, 0 to 1. */
  get level(): number {
    return this.state === "held" || this.state === "open" ? (this.device?.level ?? 0) : 0;
  }

  /** The button went down. */
  async hold(): Promise<void> {
    if (this.state === "held" || this.state === "open") return;
    await this.want("held");
  }

  /** The button came up; `send` false calls the question off. True if it was long enough. */
  release(send: boolean): boolean {
    if (this.wanted !== "held") return true;
    this.wanted = "off";
    if (this.state !== "held") {
      // Permission came too late for this hold: the next one will be heard.
      this.to("off");
      return true;
    }
    const long = performance.now() - this.since >= TAP_MS;
    if (send && long) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.finish(true), TAIL_MS);
    } else {
      this.finish(false);
    }
    return long;
  }

  /** Turn hands-free on or off. */
  async toggle(): Promise<void> {
    if (this.state === "open" || this.wanted === "open") {
      this.wanted = "off";
      this.to("off");
      await this.shut();
      return;
    }
    await this.want("open");
  }

  forget(): void {
    this.problem = null;
    this.events.changed();
  }

  async close(): Promise<void> {
    this.wanted = "off";
    this.state = "off";
    await this.shut();
  }

  private async want(mode: "held" | "open"): Promise<void> {
    clearTimeout(this.timer);
    if (this.state === "held") this.finish(false);
    this.wanted = mode;
    this.problem = null;
    if (!this.device) {
      this.to("waiting");
      try {
        this.device = await Microphone.open((samples) => this.onBlock(samples));
        this.device.enable(false);
        this.events.device(this.device.stream);
      } catch (error) {
        this.wanted = "off";
        this.problem = error instanceof MicrophoneError ? error.problem : "unsupported";
        this.to("off");
        return;
      }
    }
    // It may have been let go, or turned off, while the browser asked.
    if (this.wanted !== mode) {
      this.linger();
      return;
    }
    this.since = performance.now();
    this.events.began(mode);
    this.to(mode);
  }

  private finish(send: boolean): void {
    this.events.ended(send);
    this.to("off");
    this.linger();
  }

  private linger(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.shut(), LINGER_MS);
  }

  private async shut(): Promise<void> {
    clearTimeout(this.timer);
    const device = this.device;
    this.device = null;
    if (device) this.events.device(null);
    await device?.close();
  }

  private onBlock(samples: Float32Array): void {
    if (this.state === "held" || this.state === "open") this.events.block(samples);
  }

  private to(state: MicrophoneState): void {
    this.state = state;
    this.device?.enable(state === "held" || state === "open");
    this.events.changed();
  }
}

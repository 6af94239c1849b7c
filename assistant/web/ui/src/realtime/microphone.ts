/** The viewer's microphone: opened on demand, given up when nobody listens. */
import workletUrl from "./capture-worklet?worker&url";
import { rms } from "./pcm";

export type MicrophoneProblem = "denied" | "absent" | "busy" | "unsupported";

export class MicrophoneError extends Error {
  constructor(readonly problem: MicrophoneProblem) {
    super(`microphone ${problem}`);
  }
}

/** Why a microphone could not be opened, from the browser's own error name. */
export function problemOf(error: unknown): MicrophoneProblem {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "absent";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  return "unsupported";
}

export class Microphone {
  /** Loudness of the last 40 ms, 0 to 1. */
  level = 0;

  private constructor(
    private readonly context: AudioContext,
    readonly stream: MediaStream,
  ) {}

  /**
   * Ask for the microphone and call `onBlock` with every 40 ms of it (float32, mono, 24 kHz).
   *
   * Throws MicrophoneError. Echo cancellation is on: the answer must not be heard as a question.
   */
  static async open(onBlock: (samples: Float32Array) => void): Promise<Microphone> {
    // Undefined, whatever its type says, where the page is not served over https or localhost.
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    if (!devices) throw new MicrophoneError("unsupported");
    let stream: MediaStream;
    try {
      stream = await devices.getUserMedia({
        audio: {
          channelCount: 1,
          echoCancellation: true,
          noiseSuppression: true,
          autoGainControl: true,
        },
      });
    } catch (error) {
      throw new MicrophoneError(problemOf(error));
    }
    const context = new AudioContext();
    try {
      await context.audioWorklet.addModule(workletUrl);
      await context.resume();
    } catch {
      stream.getTracks().forEach((track) => track.stop());
      await context.close();
      throw new MicrophoneError("unsupported");
    }
    const microphone = new Microphone(context, stream);
    const capture = new AudioWorkletNode(context, "xiaoer-capture", { numberOfOutputs: 0 });
    capture.port.onmessage = (event: MessageEvent<Float32Array>) => {
      microphone.level = Math.min(1, rms(event.data) * 6);
      onBlock(event.data);
    };
    context.createMediaStreamSource(stream).connect(capture);
    return microphone;
  }

  /** Whether its track carries sound; silence otherwise. */
  enable(on: boolean): void {
    for (const track of this.stream.getAudioTracks()) track.enabled = on;
  }

  async close(): Promise<void> {
    this.level = 0;
    this.stream.getTracks().forEach((track) => track.stop());
    await this.context.close();
  }
}

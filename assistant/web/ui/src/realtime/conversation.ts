/**
 * One viewer's conversation with Xiaoer: questions out by text and voice, answers in as text and
 * sound, in one Realtime session. Holds no React; the page subscribes to its snapshots.
 */
import type { SocketState } from "../room/socket";
import { caller } from "./call-transport";
import { MicrophoneControl, type MicrophoneState } from "./microphone-control";
import type { MicrophoneProblem } from "./microphone";
import { fromBase64 } from "./pcm";
import { Player } from "./player";
import { known, messages, type ServerEvent } from "./protocol";
import { SocketTransport } from "./socket-transport";
import { Line, type CarrierKind, type Transport } from "./transport";

/** `voicing`: the words are there and their sound is being made. */
export type Phase = "idle" | "listening" | "thinking" | "voicing" | "speaking";

export interface Snapshot {
  connection: SocketState;
  carrier: CarrierKind;
  phase: Phase;
  microphone: MicrophoneState;
  problem: MicrophoneProblem | null;
  /** Whether the browser lets the page sound. */
  sounding: boolean;
  muted: boolean;
  /** What is being heard of the viewer's words, while they speak. */
  hearing: string;
}

/** Why a question got no answer, or an answer no sound; `refused` alone comes with a detail. */
export type Failure = "not_heard" | "cannot_hear" | "cannot_speak" | "cannot_answer" | "refused";

export interface Listener {
  asked(text: string, voice: boolean): void;
  streamed(questionId: string, delta: string): void;
  interrupted(questionId: string): void;
  failed(reason: Failure, detail: string): void;
}

export class Conversation {
  readonly player: Player;
  readonly microphone: MicrophoneControl;
  private readonly line: Transport;
  private readonly subscribers = new Set<() => void>();
  private readonly questions = new Map<string, string>();
  private readonly silenced = new Set<string>();
  private snapshotNow: Snapshot;
  private connection: SocketState = "connecting";
  private active: string | null = null;
  private latest: string | null = null;
  private waiting = false;
  private written = false;
  private hearingSpeech = false;
  private hearing = "";
  private muted = false;
  /** Whether the service plays an answer to us, over WebRTC. */
  private sounding = false;

  constructor(
    room: string,
    viewer: string,
    private readonly listener: Listener,
  ) {
    this.player = new Player(() => this.changed());
    this.microphone = new MicrophoneControl({
      block: (samples) => this.line.block(samples),
      device: (stream) => this.line.microphone(stream),
      began: (mode) => this.beganListening(mode === "held"),
      ended: (send) => this.endedHold(send),
      changed: () => this.changed(),
    });
    const query = new URLSearchParams({ model: `room:${room}`, viewer });
    this.line = new Line(
      caller(`/v1/realtime/calls?${query}`, (stream) => this.player.attach(stream)),
      (handlers) => new SocketTransport(`/v1/realtime?${query}`, handlers),
      {
        state: (state) => this.onConnection(state),
        message: (message) => {
          const event = known(message);
          if (event) this.onEvent(event);
        },
      },
    );
    this.snapshotNow = this.take();
  }

  readonly subscribe = (subscriber: () => void): (() => void) => {
    this.subscribers.add(subscriber);
    return () => this.subscribers.delete(subscriber);
  };

  readonly snapshot = (): Snapshot => this.snapshotNow;

  /** Ask by text. False when the connection is down; then nothing was sent. */
  ask(text: string): boolean {
    if (!this.line.open) return false;
    this.interrupt(true);
    this.line.send(messages.text(text));
    this.line.send(messages.respond);
    this.waiting = true;
    this.changed();
    return true;
  }

  /** Stop the answer being spoken, as a viewer's tap. */
  hush(): void {
    this.interrupt(true);
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
    this.player.setMuted(muted);
    this.changed();
  }

  async close(): Promise<void> {
    this.line.close();
    await this.microphone.close();
    await this.player.close();
  }

  private onConnection(state: SocketState): void {
    this.connection = state;
    if (state === "open") {
      this.line.send(
        messages.turnTaking(this.microphone.state === "open" ? "automatic" : "held"),
      );
    } else if (state === "lost") {
      this.active = null;
      this.waiting = false;
      this.hearingSpeech = false;
      this.sounding = false;
      this.player.setStreaming(false);
      this.questions.clear();
    }
    this.changed();
  }

  private onEvent(event: ServerEvent): void {
    switch (event.type) {
      case "session.created":
        return;
      case "input_audio_buffer.speech_started":
        this.hearingSpeech = true;
        this.hearing = "";
        // Over a socket only the page can fall silent, and knows what was heard. In a call the service
        // holds its own sound, and goes on with it if this was a cough.
        if (this.line.kind !== "webrtc") this.interrupt(false);
        break;
      case "input_audio_buffer.speech_stopped":
        this.hearingSpeech = false;
        this.waiting = true;
        break;
      case "conversation.item.input_audio_transcription.delta":
        this.hearing += event.delta;
        break;
      case "conversation.item.input_audio_transcription.completed":
        this.hearing = "";
        if (event.transcript.trim()) this.listener.asked(event.transcript.trim(), true);
        else this.notHeard("not_heard");
        break;
      case "conversation.item.input_audio_transcription.failed":
        this.notHeard("cannot_hear");
        break;
      case "response.created":
        this.active = event.response.id;
        this.join(event.response.id, event.response.metadata?.question_id);
        this.waiting = true;
        this.written = false;
        break;
      case "output_audio_buffer.started":
        this.waiting = false;
        this.latest = event.response_id;
        this.stream(true);
        return;
      case "output_audio_buffer.stopped":
        this.stream(false);
        return;
      case "output_audio_buffer.cleared":
        this.interrupt(false);
        return;
      case "response.output_audio.delta":
        if (this.silenced.has(event.response_id)) return;
        this.waiting = false;
        this.latest = event.response_id;
        this.player.play(event.item_id, fromBase64(event.delta));
        return;
      case "response.output_audio_transcript.delta":
      case "response.output_text.delta": {
        const question = this.questions.get(event.response_id);
        if (question) this.listener.streamed(question, event.delta);
        if (this.written) return;
        this.written = true;
        break;
      }
      case "response.done":
        this.join(event.response.id, event.response.metadata?.question_id);
        if (this.active === event.response.id) this.active = null;
        this.silenced.delete(event.response.id);
        // Over WebRTC an answer that is made has often not begun to sound.
        if (
          this.line.kind === "websocket" ||
          event.response.status !== "completed" ||
          !this.written
        ) {
          this.waiting = false;
        }
        if (event.response.status === "failed") {
          // The service's own words are for who keeps it; with text on the page, sound is missing.
          this.listener.failed(this.written ? "cannot_speak" : "cannot_answer", "");
        }
        break;
      case "error":
        this.onError(event.error.code ?? "", event.error.message);
        break;
    }
    this.changed();
  }

  private onError(code: string, message: string): void {
    // What was to be cancelled had just ended by itself; a hold too short left nothing to answer.
    if (code === "response_cancel_not_active" || code === "nothing_to_answer") return;
    this.waiting = false;
    if (code === "input_audio_buffer_commit_empty") this.listener.failed("not_heard", "");
    else this.listener.failed("refused", message);
  }

  private join(response: string, question: string | undefined): void {
    if (!question) return;
    this.questions.set(response, question);
    const oldest = this.questions.keys().next().value;
    if (this.questions.size > 50 && oldest !== undefined) this.questions.delete(oldest);
  }

  private notHeard(reason: "not_heard" | "cannot_hear"): void {
    this.hearing = "";
    this.waiting = false;
    this.listener.failed(reason, "");
  }

  private beganListening(held: boolean): void {
    this.line.send(messages.turnTaking(held ? "held" : "automatic"));
    if (held) {
      this.interrupt(true);
      this.line.send(messages.clear);
    }
    this.hearing = "";
  }

  private endedHold(send: boolean): void {
    if (!send) {
      this.line.send(messages.clear);
      return;
    }
    this.line.send(messages.commit);
    this.line.send(messages.respond);
    this.waiting = true;
  }

  /** Fall silent and tell the service how much of the answer the viewer heard. */
  private interrupt(cancel: boolean): void {
    const item = this.player.currentItem;
    const heard = this.player.stop();
    const sounded = heard !== null || this.sounding;
    const response = this.active ?? (sounded ? this.latest : null);
    if (cancel && this.line.kind === "webrtc") {
      if (this.active || this.sounding) this.line.send(messages.hush);
    } else if (cancel && this.active) this.line.send(messages.cancel);
    if (heard !== null && item) this.line.send(messages.truncate(item, heard));
    if (this.active) this.silenced.add(this.active);
    const question = response ? this.questions.get(response) : undefined;
    if (question) this.listener.interrupted(question);
    this.active = null;
    this.waiting = false;
    this.written = false;
    this.stream(false);
  }

  private stream(sounding: boolean): void {
    this.sounding = sounding;
    this.player.setStreaming(sounding);
    this.changed();
  }

  private take(): Snapshot {
    return {
      connection: this.connection,
      carrier: this.line.kind,
      phase: this.phase(),
      microphone: this.microphone.state,
      problem: this.microphone.problem,
      sounding: this.player.running,
      muted: this.muted,
      hearing: this.hearing,
    };
  }

  private phase(): Phase {
    if (this.microphone.state === "held" || this.hearingSpeech) return "listening";
    if (this.player.speaking) return "speaking";
    if (!this.waiting) return "idle";
    const made = this.active !== null || this.line.kind === "webrtc";
    return made && this.written ? "voicing" : "thinking";
  }

  private changed(): void {
    this.snapshotNow = this.take();
    this.subscribers.forEach((subscriber) => subscriber());
  }
}

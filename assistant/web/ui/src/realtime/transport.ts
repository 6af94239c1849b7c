/** What carries a conversation: events both ways, the viewer's voice there, the answers' back. */
import type { SocketState } from "../room/socket";

export type CarrierKind = "webrtc" | "websocket";

export interface Transport {
  readonly kind: CarrierKind;
  readonly open: boolean;
  /** Send one event; false when the connection is down and nothing was sent. */
  send(event: object): boolean;
  /** The microphone that was opened, or null when it was given up. */
  microphone(stream: MediaStream | null): void;
  /** 40 ms of the microphone, for a carrier that takes no stream. */
  block(samples: Float32Array): void;
  close(): void;
}

export interface TransportHandlers {
  message(event: Record<string, unknown>): void;
  state(state: SocketState): void;
}

/** A call that is being held; `lost` is told once, when it is over without having been closed. */
export type Dial = (handlers: {
  message(event: Record<string, unknown>): void;
  lost(): void;
}) => Promise<Transport>;

/**
 * A call where one comes about, else a socket: WebRTC copes with a bad network and a loudspeaker
 * that is heard by the microphone, but is blocked in many an office.
 */
export class Line implements Transport {
  private carrier: Transport | null = null;
  private stream: MediaStream | null = null;
  private ended = false;

  constructor(
    private readonly dial: Dial,
    private readonly connect: (handlers: TransportHandlers) => Transport,
    private readonly handlers: TransportHandlers,
  ) {
    void this.call();
  }

  /** What carries it now; a socket until a call has come about. */
  get kind(): CarrierKind {
    return this.carrier?.kind ?? "websocket";
  }

  get open(): boolean {
    return this.carrier?.open ?? false;
  }

  send(event: object): boolean {
    return this.carrier?.send(event) ?? false;
  }

  microphone(stream: MediaStream | null): void {
    this.stream = stream;
    this.carrier?.microphone(stream);
  }

  block(samples: Float32Array): void {
    this.carrier?.block(samples);
  }

  close(): void {
    this.ended = true;
    this.carrier?.close();
    this.handlers.state("closed");
  }

  private async call(): Promise<void> {
    try {
      const call = await this.dial({
        message: (event) => this.handlers.message(event),
        lost: () => this.lost(),
      });
      if (this.ended) {
        call.close();
        return;
      }
      this.carrier = call;
      call.microphone(this.stream);
      this.handlers.state("open");
    } catch {
      // From now on by socket, which comes back by itself.
      if (!this.ended) {
        this.carrier = this.connect({
          message: (event) => this.handlers.message(event),
          state: (state) => {
            if (!this.ended) this.handlers.state(state);
          },
        });
      }
    }
  }

  private lost(): void {
    if (this.ended) return;
    this.carrier = null;
    this.handlers.state("lost");
    void this.call();
  }
}

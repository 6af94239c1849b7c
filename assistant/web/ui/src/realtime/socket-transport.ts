/** The conversation over a WebSocket: sound goes both ways inside events. */
import { LastingSocket, socketUrl } from "../room/socket";
import { toBase64, toPcm16 } from "./pcm";
import { messages } from "./protocol";
import type { Transport, TransportHandlers } from "./transport";

export class SocketTransport implements Transport {
  readonly kind = "websocket";
  private readonly socket: LastingSocket;

  constructor(path: string, handlers: TransportHandlers) {
    this.socket = new LastingSocket(socketUrl(path), handlers);
  }

  get open(): boolean {
    return this.socket.open;
  }

  send(event: object): boolean {
    return this.socket.send(event);
  }

  microphone(): void {
    // its sound comes in blocks
  }

  block(samples: Float32Array): void {
    this.send(messages.append(toBase64(toPcm16(samples))));
  }

  close(): void {
    this.socket.close();
  }
}

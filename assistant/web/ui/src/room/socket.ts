/** A WebSocket that carries JSON and comes back by itself. */
import { backoff } from "./backoff";

export type SocketState = "connecting" | "open" | "lost" | "closed";

export interface SocketHandlers {
  message(data: Record<string, unknown>): void;
  state(state: SocketState): void;
}

/** Resolve a path of this page's own origin to its WebSocket address. */
export function socketUrl(path: string): string {
  const url = new URL(path, window.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.toString();
}

export class LastingSocket {
  private socket: WebSocket | null = null;
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private ended = false;

  constructor(
    /** Where to, or how to say where to at each attempt. */
    private readonly url: string | (() => string),
    private readonly handlers: SocketHandlers,
  ) {
    window.addEventListener("online", this.retryNow);
    this.connect();
  }

  get open(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  /** Send one JSON message; false when the connection is down and nothing was sent. */
  send(message: object): boolean {
    if (!this.open || !this.socket) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  close(): void {
    this.ended = true;
    clearTimeout(this.timer);
    window.removeEventListener("online", this.retryNow);
    this.socket?.close();
    this.handlers.state("closed");
  }

  private connect(): void {
    this.handlers.state("connecting");
    const socket = new WebSocket(typeof this.url === "string" ? this.url : this.url());
    this.socket = socket;
    socket.onopen = () => {
      this.attempt = 0;
      this.handlers.state("open");
    };
    socket.onmessage = (event: MessageEvent<string>) => {
      this.handlers.message(JSON.parse(event.data) as Record<string, unknown>);
    };
    socket.onclose = () => {
      if (this.ended || this.socket !== socket) return;
      this.handlers.state("lost");
      this.timer = setTimeout(() => this.connect(), backoff(this.attempt));
      this.attempt += 1;
    };
  }

  private readonly retryNow = () => {
    if (this.ended || this.socket?.readyState !== WebSocket.CLOSED) return;
    clearTimeout(this.timer);
    this.connect();
  };
}

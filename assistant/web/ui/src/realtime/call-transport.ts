/** The conversation over WebRTC: sound on tracks, events on the data channel `oai-events`. */
import type { Dial, Transport } from "./transport";

/** A call not up by then is given up. */
const CONNECT_MS = 3_000;
/** Candidates of this machine are there at once; a name server that is slow is not waited for. */
const GATHER_MS = 1_000;

/** Dials `POST path`, OpenAI's way to call; `onSound` is given the stream answers come in. */
export function caller(path: string, onSound: (stream: MediaStream) => void): Dial {
  return async (handlers) => {
    // Undefined, whatever its type says, where an extension or a policy took it away.
    const Peer = globalThis.RTCPeerConnection as typeof RTCPeerConnection | undefined;
    if (!Peer) throw new Error("this browser has no WebRTC");
    const peer = new Peer();
    const call = new CallTransport(peer, handlers);
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), CONNECT_MS);
    try {
      peer.ontrack = ({ track, streams }) => onSound(streams[0] ?? new MediaStream([track]));
      await call.connect(path, deadline.signal);
      return call;
    } catch (error) {
      call.close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };
}

class CallTransport implements Transport {
  readonly kind = "webrtc";
  private readonly channel: RTCDataChannel;
  private readonly sender: RTCRtpSender;
  private ended = false;
  private up = false;

  constructor(
    private readonly peer: RTCPeerConnection,
    private readonly handlers: Parameters<Dial>[0],
  ) {
    this.channel = peer.createDataChannel("oai-events");
    // Nothing is sent until there is a microphone; then without another round of offers.
    this.sender = peer.addTransceiver("audio", { direction: "sendrecv" }).sender;
    this.channel.onmessage = (event: MessageEvent<string>) =>
      handlers.message(JSON.parse(event.data) as Record<string, unknown>);
  }

  async connect(path: string, deadline: AbortSignal): Promise<void> {
    await this.peer.setLocalDescription(await this.peer.createOffer());
    await gathered(this.peer);
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/sdp" },
      body: this.peer.localDescription?.sdp ?? "",
      signal: deadline,
    });
    if (!response.ok) throw new Error(`the call was refused: ${response.status}`);
    await this.peer.setRemoteDescription({ type: "answer", sdp: await response.text() });
    await opened(this.channel, deadline);
    this.up = true;
    this.channel.onclose = () => this.lost();
    this.peer.onconnectionstatechange = () => {
      if (["failed", "closed"].includes(this.peer.connectionState)) this.lost();
    };
  }

  get open(): boolean {
    return this.channel.readyState === "open";
  }

  send(event: object): boolean {
    if (!this.open) return false;
    this.channel.send(JSON.stringify(event));
    return true;
  }

  microphone(stream: MediaStream | null): void {
    void this.sender.replaceTrack(stream?.getAudioTracks()[0] ?? null).catch(() => this.lost());
  }

  block(): void {
    // its sound goes on the track
  }

  close(): void {
    this.ended = true;
    this.peer.close();
  }

  private lost(): void {
    if (this.ended || !this.up) return;
    this.close();
    this.handlers.lost();
  }
}

function gathered(peer: RTCPeerConnection): Promise<void> {
  return new Promise((resolve) => {
    if (peer.iceGatheringState === "complete") resolve();
    setTimeout(resolve, GATHER_MS);
    peer.onicegatheringstatechange = () => {
      if (peer.iceGatheringState === "complete") resolve();
    };
  });
}

function opened(channel: RTCDataChannel, deadline: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error("the call did not come up"));
    if (deadline.aborted) late();
    deadline.addEventListener("abort", late);
    channel.onopen = () => resolve();
    channel.onclose = late;
    if (channel.readyState === "open") resolve();
  });
}

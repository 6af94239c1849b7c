import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { caller } from "../src/realtime/call-transport";
import { Line, type CarrierKind, type Dial, type Transport } from "../src/realtime/transport";

class Carrier implements Transport {
  open = true;
  sent: object[] = [];
  streams: (MediaStream | null)[] = [];
  closed = false;
  constructor(readonly kind: CarrierKind) {}
  send(event: object): boolean {
    this.sent.push(event);
    return true;
  }
  microphone(stream: MediaStream | null): void {
    this.streams.push(stream);
  }
  block(): void {}
  close(): void {
    this.closed = true;
  }
}

type Hold = Parameters<Dial>[0];

function lineWith(dial: Dial) {
  const socket = new Carrier("websocket");
  const states: string[] = [];
  const messages: unknown[] = [];
  const line = new Line(
    dial,
    (handlers) => {
      handlers.state("connecting");
      return socket;
    },
    { state: (state) => states.push(state), message: (message) => messages.push(message) },
  );
  return { line, socket, states, messages };
}

describe("a line", () => {
  it("is a call where one comes about", async () => {
    const call = new Carrier("webrtc");
    let held: Hold | undefined;
    const { line, states, messages } = lineWith(async (handlers) => {
      held = handlers;
      return call;
    });
    const stream = {} as MediaStream;
    line.microphone(stream);
    expect(line.send({})).toBe(false);
    await vi.waitFor(() => expect(states).toEqual(["open"]));
    held?.message({ type: "session.created" });
    expect([line.kind, line.open, line.send({ a: 1 })]).toEqual(["webrtc", true, true]);
    expect(call.streams).toEqual([stream]);
    expect(messages).toEqual([{ type: "session.created" }]);
  });

  it("is a socket where no call comes about", async () => {
    const { line, socket, states } = lineWith(() => Promise.reject(new Error("blocked")));
    await vi.waitFor(() => expect(states).toEqual(["connecting"]));
    expect(line.kind).toBe("websocket");
    line.send({ a: 1 });
    expect(socket.sent).toEqual([{ a: 1 }]);
  });

  it("calls again when a call is lost, and goes on by socket when that fails", async () => {
    const holds: Hold[] = [];
    const { line, states } = lineWith(async (handlers) => {
      holds.push(handlers);
      if (holds.length > 2) throw new Error("gone");
      return new Carrier("webrtc");
    });
    await vi.waitFor(() => expect(states).toEqual(["open"]));
    holds[0]?.lost();
    await vi.waitFor(() => expect(states).toEqual(["open", "lost", "open"]));
    holds[1]?.lost();
    await vi.waitFor(() => expect(states.slice(3)).toEqual(["lost", "connecting"]));
    expect(line.kind).toBe("websocket");
  });

  it("hangs up a call that came too late", async () => {
    const call = new Carrier("webrtc");
    let up = (_: Transport) => {};
    const { line, states } = lineWith(() => new Promise((resolve) => (up = resolve)));
    line.close();
    up(call);
    await vi.waitFor(() => expect(call.closed).toBe(true));
    expect(states).toEqual(["closed"]);
  });
});

class FakeChannel {
  readyState = "connecting";
  onopen = () => {};
  onclose = () => {};
  onmessage = (_: { data: string }) => {};
  sent: string[] = [];
  send(text: string): void {
    this.sent.push(text);
  }
}

class FakePeer {
  static last: FakePeer;
  channel = new FakeChannel();
  iceGatheringState = "complete";
  connectionState = "connected";
  onconnectionstatechange = () => {};
  localDescription = { sdp: "offer" };
  closed = false;
  replaced: unknown[] = [];
  constructor() {
    FakePeer.last = this;
  }
  createDataChannel(): FakeChannel {
    return this.channel;
  }
  addTransceiver() {
    return { sender: { replaceTrack: async (track: unknown) => void this.replaced.push(track) } };
  }
  createOffer = async () => ({});
  setLocalDescription = async () => {};
  setRemoteDescription = async (_: object) => {
    if (this.answers) {
      this.channel.readyState = "open";
      this.channel.onopen();
    }
  };
  answers = true;
  close(): void {
    this.closed = true;
  }
}

describe("a call", () => {
  const lost = vi.fn();
  const message = vi.fn();
  const dial = () => caller("/v1/realtime/calls", () => {})({ lost, message });

  beforeEach(() => {
    vi.stubGlobal("RTCPeerConnection", FakePeer);
    vi.stubGlobal("fetch", vi.fn(async () => new Response("answer", { status: 201 })));
    lost.mockReset();
    message.mockReset();
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it("sends the offer, events and the microphone's track", async () => {
    const call = await dial();
    expect(vi.mocked(fetch).mock.calls[0]?.[1]).toMatchObject({ method: "POST", body: "offer" });
    call.send({ type: "response.create" });
    expect(FakePeer.last.channel.sent).toEqual(['{"type":"response.create"}']);
    const track = {};
    call.microphone({ getAudioTracks: () => [track] } as unknown as MediaStream);
    call.microphone(null);
    expect(FakePeer.last.replaced).toEqual([track, null]);
    FakePeer.last.channel.onmessage({ data: '{"type":"error"}' });
    expect(message).toHaveBeenCalledWith({ type: "error" });
  });

  it("is told once to be lost, and not when it was closed", async () => {
    await dial();
    FakePeer.last.connectionState = "failed";
    FakePeer.last.onconnectionstatechange();
    FakePeer.last.channel.onclose();
    expect(lost).toHaveBeenCalledTimes(1);
    const call = await dial();
    call.close();
    FakePeer.last.channel.onclose();
    expect(lost).toHaveBeenCalledTimes(1);
  });

  it("is given up where there is no WebRTC, it is refused, or it does not come up", async () => {
    vi.stubGlobal("RTCPeerConnection", undefined);
    await expect(dial()).rejects.toThrow("no WebRTC");
    vi.stubGlobal("RTCPeerConnection", FakePeer);
    vi.mocked(fetch).mockResolvedValueOnce(new Response("", { status: 503 }));
    await expect(dial()).rejects.toThrow("503");
    expect(FakePeer.last.closed).toBe(true);

    vi.useFakeTimers();
    const never = dial();
    FakePeer.last.answers = false;
    const refused = expect(never).rejects.toThrow("did not come up");
    await vi.advanceTimersByTimeAsync(3_000);
    await refused;
    expect(FakePeer.last.closed).toBe(true);
    expect(lost).not.toHaveBeenCalled();
  });
});

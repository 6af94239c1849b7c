/** The part of the Realtime protocol this page speaks: OpenAI's event names, read defensively. */

export type ServerEvent =
  | { type: "session.created" }
  | { type: "input_audio_buffer.speech_started" }
  | { type: "input_audio_buffer.speech_stopped" }
  | { type: "conversation.item.input_audio_transcription.delta"; delta: string }
  | { type: "conversation.item.input_audio_transcription.completed"; transcript: string }
  | { type: "conversation.item.input_audio_transcription.failed" }
  | { type: "response.created"; response: ResponseHead }
  | { type: "output_audio_buffer.started"; response_id: string }
  | { type: "output_audio_buffer.stopped"; response_id: string }
  | { type: "output_audio_buffer.cleared"; response_id: string }
  | { type: "response.output_audio.delta"; response_id: string; item_id: string; delta: string }
  | { type: "response.output_audio_transcript.delta"; response_id: string; delta: string }
  | { type: "response.output_text.delta"; response_id: string; delta: string }
  | { type: "response.done"; response: ResponseHead }
  | { type: "error"; error: { message: string; code?: string | null } };

export interface ResponseHead {
  id: string;
  status?: string;
  status_details?: { error?: { message?: string } | null } | null;
  metadata?: { question_id?: string; answer_id?: string } | null;
}

const KNOWN: ReadonlySet<string> = new Set<ServerEvent["type"]>([
  "session.created",
  "input_audio_buffer.speech_started",
  "input_audio_buffer.speech_stopped",
  "conversation.item.input_audio_transcription.delta",
  "conversation.item.input_audio_transcription.completed",
  "conversation.item.input_audio_transcription.failed",
  "response.created",
  "output_audio_buffer.started",
  "output_audio_buffer.stopped",
  "output_audio_buffer.cleared",
  "response.output_audio.delta",
  "response.output_audio_transcript.delta",
  "response.output_text.delta",
  "response.done",
  "error",
]);

/** The event if it is one this page acts on, else null: the protocol has many more. */
export function known(message: Record<string, unknown>): ServerEvent | null {
  return KNOWN.has(String(message["type"])) ? (message as unknown as ServerEvent) : null;
}

/** Whether the service or the viewer's own button decides where a spoken question ends. */
export type TurnTaking = "automatic" | "held";

export const messages = {
  turnTaking: (mode: TurnTaking) => ({
    type: "session.update",
    session: {
      type: "realtime",
      audio: {
        input: {
          turn_detection:
            mode === "automatic"
              ? { type: "server_vad", create_response: true, interrupt_response: true }
              : null,
          transcription: {},
        },
      },
    },
  }),
  append: (audio: string) => ({ type: "input_audio_buffer.append", audio }),
  clear: { type: "input_audio_buffer.clear" },
  commit: { type: "input_audio_buffer.commit" },
  text: (text: string) => ({
    type: "conversation.item.create",
    item: { type: "message", role: "user", content: [{ type: "input_text", text }] },
  }),
  respond: { type: "response.create" },
  cancel: { type: "response.cancel" },
  /** Over WebRTC: the service stops what sounds, and knows how much of it went out. */
  hush: { type: "output_audio_buffer.clear" },
  truncate: (item: string, heardMs: number) => ({
    type: "conversation.item.truncate",
    item_id: item,
    content_index: 0,
    audio_end_ms: heardMs,
  }),
} as const;

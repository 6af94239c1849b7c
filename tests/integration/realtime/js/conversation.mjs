// OpenAI's own JavaScript client, unmodified, goes through every event a client can send.
// Usage: node conversation.mjs BASE_URL QUESTION.pcm; prints what it saw as one JSON document.
import { readFileSync } from "node:fs";
import OpenAI from "openai";
import { OpenAIRealtimeWS } from "openai/realtime/ws";

const [baseURL, sound] = process.argv.slice(2);
const client = new OpenAI({ apiKey: "none", baseURL });
const room = new OpenAIRealtimeWS({ model: "room:demo" }, client);
const seen = [];
const waiting = [];

room.on("event", (event) => {
  seen.push(event);
  for (const one of waiting.splice(0)) (one.fits(event) ? one.resolve : one.keep)(event);
});
// Faults come as events too; without a listener the client throws them.
room.on("error", () => {});

function until(type) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${type}`)), 60_000);
    const one = {
      fits: (event) => event.type === type,
      resolve: (event) => {
        clearTimeout(timer);
        resolve(event);
      },
      keep: () => waiting.push(one),
    };
    waiting.push(one);
  });
}

function ask(event, type) {
  const answered = until(type);
  room.send(event);
  return answered;
}

const text = (words, id) => ({
  type: "conversation.item.create",
  item: { id, type: "message", role: "user", content: [{ type: "input_text", text: words }] },
});
const session = (changes) => ({
  type: "session.update",
  session: { type: "realtime", ...changes },
});
const manual = { audio: { input: { turn_detection: null } } };

await until("session.created");
const report = {};

// sound, its turn ended by hand
await ask(session(manual), "session.updated");
await ask({ type: "input_audio_buffer.clear" }, "input_audio_buffer.cleared");
const pcm = readFileSync(sound);
for (let at = 0; at < pcm.length; at += 9600) {
  const audio = pcm.subarray(at, at + 9600).toString("base64");
  room.send({ type: "input_audio_buffer.append", audio });
}
const transcribed = until("conversation.item.input_audio_transcription.completed");
await ask({ type: "input_audio_buffer.commit" }, "input_audio_buffer.committed");
report.heard = (await transcribed).transcript;
report.spoken = (await ask({ type: "response.create" }, "response.done")).response;

// the conversation's items
const [answer] = report.spoken.output;
await ask(
  {
    type: "conversation.item.truncate",
    item_id: answer.id,
    content_index: 0,
    audio_end_ms: 0,
  },
  "conversation.item.truncated",
);
const retrieve = { type: "conversation.item.retrieve", item_id: answer.id };
report.truncated = (await ask(retrieve, "conversation.item.retrieved")).item;
await ask(text("多余的", "extra"), "conversation.item.done");
await ask({ type: "conversation.item.delete", item_id: "extra" }, "conversation.item.deleted");

// text, a function, a cancelled answer
await ask(session({ ...manual, output_modalities: ["text"] }), "session.updated");
room.send(text("羽绒服多少钱"));
report.written = (await ask({ type: "response.create" }, "response.done")).response;
room.send(text("羽绒服多少钱"));
const tools = [
  {
    type: "function",
    name: "look_up",
    description: "Looks a product up",
    parameters: { type: "object", properties: { product: {}, question: {} } },
  },
];
const insisting = { tools, tool_choice: { type: "function", name: "look_up" } };
const calling = { type: "response.create", response: insisting };
report.called = (await ask(calling, "response.done")).response;
const output = {
  type: "function_call_output",
  call_id: report.called.output[0].call_id,
  output: "羽绒服只要1元",
};
room.send({ type: "conversation.item.create", item: output });
report.returned = (await ask({ type: "response.create" }, "response.done")).response;
room.send(text("介绍一下羽绒服"));
room.send({ type: "response.create", response: { output_modalities: ["audio"] } });
await until("response.created");
report.cancelled = (await ask({ type: "response.cancel" }, "response.done")).response;

report.fault = (await ask({ type: "response.cancel" }, "error")).error;
report.types = [...new Set(seen.map((event) => event.type))];
console.log(JSON.stringify(report));
room.close();

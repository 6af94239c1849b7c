"""A speech service in a process of its own: eSpeak NG behind OpenAI's routes, and a fixed ear.

`python -m support.speech_server PORT`. It really speaks; a text that holds 慢 is broken off after
its first 0.2 s, by a server that then says nothing more. What it hears is always `HEARD`, for
whoever listens to know that it was this server that answered. As a chat model it says `SAID`.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from assistant.speech.synthesisers.espeak import EspeakSynthesiser

HEARD = "这是服务器听到的"
SAID = "这是服务器说的。"

app = FastAPI()
_voice = EspeakSynthesiser()


@app.post("/v1/audio/speech")
async def speech(request: Request) -> StreamingResponse:
    text = str((await request.json())["input"])

    async def pcm() -> AsyncIterator[bytes]:
        async for piece in _voice.speak(text, language="zh"):
            sound = piece.pcm16()
            if "慢" in text:
                yield sound[:9_600]
                await asyncio.Event().wait()
            yield sound

    return StreamingResponse(pcm(), media_type="audio/pcm")


@app.post("/v1/audio/transcriptions")
async def transcribe() -> dict[str, str]:
    return {"text": HEARD, "language": "chinese"}


@app.post("/v1/chat/completions")
async def complete() -> StreamingResponse:
    async def events() -> AsyncIterator[str]:
        for text, finish in ((SAID, None), ("", "stop")):
            delta = {"role": "assistant", "content": text}
            choice = {"index": 0, "delta": delta, "finish_reason": finish}
            body = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m"}
            yield f"data: {json.dumps({**body, 'choices': [choice]})}\n\n"
        yield "data: [DONE]\n\n"

    return StreamingResponse(events(), media_type="text/event-stream")


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")

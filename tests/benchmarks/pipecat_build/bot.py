"""The bot Xiaoer is measured against, as Pipecat's documentation builds one on local models.

It runs in an environment of its own (`pipecat.txt`). Sound goes in and out over a WebSocket on a
loopback port, as pcm16 mono without headers, 16 kHz in and 24 kHz out. On standard output it
writes a JSON line each for: `ready` (its address and its settings), `caller` (somebody new is on
the line), `heard` and `said` (words), `split` (Pipecat's own account of where the time went, in
milliseconds), `silent` (it has finished speaking). It ends with its standard input.
"""

import argparse
import asyncio
import json
import socket
import sys
from pathlib import Path

from chinese import ChineseKokoroTTSService
from loguru import logger
from pipecat.audio.turn.smart_turn.base_smart_turn import SmartTurnParams
from pipecat.audio.turn.smart_turn.local_smart_turn_v3 import LocalSmartTurnAnalyzerV3
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.audio.vad.vad_analyzer import VADParams
from pipecat.frames.frames import (
    BotStoppedSpeakingFrame,
    Frame,
    InputAudioRawFrame,
    OutputAudioRawFrame,
)
from pipecat.observers.base_observer import BaseObserver, FramePushed
from pipecat.observers.user_bot_latency_observer import LatencyBreakdown, UserBotLatencyObserver
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMContextAggregatorPair,
    LLMUserAggregatorParams,
)
from pipecat.serializers.base_serializer import FrameSerializer
from pipecat.services.kokoro.tts import KokoroTTSService
from pipecat.services.openai.llm import OpenAILLMService
from pipecat.services.whisper.stt import WhisperSTTService
from pipecat.transcriptions.language import Language
from pipecat.transports.websocket.server import (
    SingleClientWebsocketServerParams,
    SingleClientWebsocketServerTransport,
)
from pipecat.turns.user_stop import TurnAnalyzerUserTurnStopStrategy
from pipecat.turns.user_turn_strategies import UserTurnStrategies
from pipecat.workers.runner import WorkerRunner

HEARING_RATE = 16_000
SPEAKING_RATE = 24_000
VAD_STOP_S = 0.2
TURN_STOP_S = 1.0  # the default, three seconds, is lost where a question is taken for unfinished
COMPUTE_TYPE = "int8"
CHUNK_10MS = 2


class RawAudio(FrameSerializer):
    """Sound alone, without headers."""

    async def serialize(self, frame: Frame) -> bytes | None:
        """The samples of what is to be played; nothing of any other frame."""
        return frame.audio if isinstance(frame, OutputAudioRawFrame) else None

    async def deserialize(self, data: str | bytes) -> Frame | None:
        """What the microphone recorded."""
        if isinstance(data, str):
            return None
        return InputAudioRawFrame(audio=data, sample_rate=HEARING_RATE, num_channels=1)


class Silence(BaseObserver):
    """Tells when the bot has finished speaking."""

    async def on_push_frame(self, data: FramePushed) -> None:
        """Once for each answer: the frame is pushed in both directions and passed along."""
        downstream = data.direction.name == "DOWNSTREAM"
        if isinstance(data.frame, BotStoppedSpeakingFrame) and data.first_push and downstream:
            tell("silent")


def tell(event: str, **values: object) -> None:
    """A line to whoever measures."""
    sys.stdout.write(json.dumps({"event": event, **values}, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def arguments() -> argparse.Namespace:
    """What the bot is made of."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--whisper", type=Path, required=True, help="a CTranslate2 folder")
    parser.add_argument("--llm", required=True, help="an OpenAI-compatible address, with /v1")
    parser.add_argument("--llm-model", required=True)
    parser.add_argument("--kokoro", type=Path, required=True, help="the ONNX file")
    parser.add_argument("--voices", type=Path, required=True, help="style tables by voice, .npz")
    parser.add_argument("--voice", required=True)
    parser.add_argument("--system", type=Path, required=True, help="what the bot is told")
    return parser.parse_args()


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def main() -> None:
    """Serve one caller after the other, each with a conversation of their own."""
    asked = arguments()
    port = free_port()
    transport = SingleClientWebsocketServerTransport(
        SingleClientWebsocketServerParams(
            audio_in_enabled=True,
            audio_out_enabled=True,
            audio_out_10ms_chunks=CHUNK_10MS,
            serializer=RawAudio(),
        ),
        host="127.0.0.1",
        port=port,
    )
    stt = WhisperSTTService(
        device="cpu",
        compute_type=COMPUTE_TYPE,
        settings=WhisperSTTService.Settings(
            model=str(asked.whisper),
            language=Language.ZH,
            # Simplified characters and their marks, which Whisper otherwise writes at will.
            initial_prompt="以下是普通话的句子。",
        ),
    )
    llm = OpenAILLMService(
        api_key="none",
        base_url=asked.llm,
        settings=OpenAILLMService.Settings(
            model=asked.llm_model,
            system_instruction=asked.system.read_text("utf-8"),
            temperature=0.0,
            max_tokens=160,
        ),
    )
    tts = ChineseKokoroTTSService(
        model_path=str(asked.kokoro),
        voices_path=str(asked.voices),
        settings=KokoroTTSService.Settings(voice=asked.voice, language=Language.ZH),
    )
    context = LLMContext()
    hearing, speaking = LLMContextAggregatorPair(
        context,
        user_params=LLMUserAggregatorParams(
            vad_analyzer=SileroVADAnalyzer(params=VADParams(stop_secs=VAD_STOP_S)),
            user_turn_strategies=UserTurnStrategies(
                stop=[
                    TurnAnalyzerUserTurnStopStrategy(
                        turn_analyzer=LocalSmartTurnAnalyzerV3(
                            params=SmartTurnParams(stop_secs=TURN_STOP_S)
                        )
                    )
                ]
            ),
        ),
    )
    latency = UserBotLatencyObserver()
    worker = PipelineWorker(
        Pipeline([transport.input(), stt, hearing, llm, tts, transport.output(), speaking]),
        params=PipelineParams(
            audio_in_sample_rate=HEARING_RATE,
            audio_out_sample_rate=SPEAKING_RATE,
            enable_metrics=True,
        ),
        observers=[latency, Silence()],
        idle_timeout_secs=None,
        enable_rtvi=False,
    )

    @transport.event_handler("on_websocket_ready")
    async def on_websocket_ready(_transport: object) -> None:
        tell(
            "ready",
            url=f"ws://127.0.0.1:{port}",
            settings={
                "voice activity": f"Silero, stop_secs {VAD_STOP_S}",
                "end of turn": f"smart-turn v3.2, stop_secs {TURN_STOP_S}",
                "recogniser": f"faster-whisper, {COMPUTE_TYPE}, zh, {asked.whisper.name}",
                "language model": f"{asked.llm_model}, temperature 0",
                "text aggregation": "sentence (。！？； end one)",
                "voice": f"kokoro-onnx, {asked.kokoro.name}, {asked.voice}, misaki's phonemes",
                "output": f"{10 * CHUNK_10MS} ms chunks",
            },
        )

    @transport.event_handler("on_client_connected")
    async def on_client_connected(_transport: object, _socket: object) -> None:
        context.set_messages([])
        tell("caller")

    @hearing.event_handler("on_user_turn_stopped")
    async def on_user_turn_stopped(_it: object, _strategy: object, message: object) -> None:
        tell("heard", text=message.content)

    @speaking.event_handler("on_assistant_turn_stopped")
    async def on_assistant_turn_stopped(_it: object, message: object) -> None:
        tell("said", text=message.content)

    @latency.event_handler("on_latency_breakdown")
    async def on_latency_breakdown(_it: object, breakdown: LatencyBreakdown) -> None:
        parts: dict[str, float] = {}
        for part in breakdown.contributions:
            parts[part.key] = parts.get(part.key, 0.0) + part.duration_secs * 1000
        tell("split", parts=parts)

    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    serving = asyncio.create_task(runner.run())
    await asyncio.to_thread(sys.stdin.buffer.read)
    await worker.cancel()
    await serving


if __name__ == "__main__":
    logger.remove()
    logger.add(sys.stderr, level="WARNING")
    asyncio.run(main())

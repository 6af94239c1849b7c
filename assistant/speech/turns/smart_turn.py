"""Whether somebody is done speaking, heard from how they said it: smart-turn v3.

Pipecat's smart-turn (https://github.com/pipecat-ai/smart-turn) listens to the last eight seconds
of a turn, intonation and all, in 23 languages. Its weights are an 8 MB ONNX file.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from assistant.models import ModelStore
from assistant.speech.audio import HEARING_RATE, Audio, Samples
from assistant.speech.recognisers.features import feature_extractor

MODEL = "smart-turn-v3"

_WINDOW_S = 8
_SAMPLES = _WINDOW_S * HEARING_RATE


class SmartTurn:
    """The model in a worker thread of its own, for all streams of a process; 30 ms a call.

    One thread of the processor: a second one gains 10 ms and takes them from the recogniser.
    """

    def __init__(self, file: Path) -> None:
        """Load the weights in `file`; blocks for about a second, most of it an import."""
        self._features: Any = feature_extractor(chunk_length=_WINDOW_S)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            file, options, providers=["CPUExecutionProvider"]
        )
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="smart-turn")

    async def finished(self, audio: Audio) -> float:
        """The chance, 0 to 1, that who speaks in `audio` is done; it ends with the pause."""
        samples = audio.at(HEARING_RATE).samples
        return await asyncio.get_running_loop().run_in_executor(self._worker, self._chance, samples)

    async def close(self) -> None:
        """End the worker, after what it is judging now."""
        await asyncio.to_thread(self._worker.shutdown, cancel_futures=True)

    def _chance(self, samples: Samples) -> float:
        last = samples[-_SAMPLES:]
        # What was said stands at the window's end, as in the model's training.
        window = np.pad(last, (_SAMPLES - len(last), 0))
        features = self._features(
            window, sampling_rate=HEARING_RATE, do_normalize=True, return_tensors="np"
        )["input_features"].astype(np.float32)
        (chance,) = self._session.run(None, {"input_features": features})
        return float(np.asarray(chance).reshape(-1)[0])


async def open_smart_turn(models: ModelStore) -> SmartTurn:
    """The model, assembled and loaded. Raises ModelError."""
    return await asyncio.to_thread(lambda: SmartTurn(models.path(MODEL) / "model.onnx"))

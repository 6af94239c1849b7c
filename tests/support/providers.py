"""Every provider of every port, as the conformance suites open it: those of the registries, and
the one that stands for an endpoint and the embedded one together.

A provider that is added to its registry is in its suite. The ones that speak to an OpenAI API are
opened on a real server: this service itself, or llama.cpp's.
"""

import importlib.util
from collections.abc import Iterable

import pytest

from assistant.answering.chat_models.registry import CHAT_MODELS
from assistant.speech.recognisers.registry import RECOGNISERS
from assistant.speech.synthesisers.registry import SYNTHESISERS

FALLBACK = "endpoint, then embedded"
"""An endpoint that answers, with the embedded provider standing by."""

REPLACED = "embedded, for want of the endpoint"
"""An endpoint where nobody listens, so that the embedded provider does everything."""

NEEDS = {"transformers": ("torch", "gguf"), "openai-whisper": ("torch", "whisper")}
"""Packages of the [transformers] extra that a provider cannot do without."""


def _param(name: str) -> object:
    needed = NEEDS.get(name, ())
    if not needed:
        return name
    missing = [package for package in needed if importlib.util.find_spec(package) is None]
    reason = f"needs {', '.join(missing)}: make test-torch"
    return pytest.param(
        name, marks=[pytest.mark.torch, pytest.mark.skipif(missing != [], reason=reason)]
    )


def _params(names: Iterable[str]) -> list[object]:
    return [_param(name) for name in (*names, FALLBACK, REPLACED)]


RECOGNISER_PROVIDERS = _params(RECOGNISERS)
SYNTHESISER_PROVIDERS = _params(SYNTHESISERS)
CHAT_MODEL_PROVIDERS = _params(CHAT_MODELS)

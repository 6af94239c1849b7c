"""Running a set: the recogniser the settings name, with a shop's help and without."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.knowledge.shelf import Shelf
from assistant.models import ModelStore
from assistant.settings import Settings
from assistant.speech.evaluate.report import Heard, Report
from assistant.speech.evaluate.sets import NO_SPEECH, Line, SetError
from assistant.speech.evaluate.sounds import Utterance, in_noise, recordings, spoken
from assistant.speech.recognisers.port import Recogniser
from assistant.speech.recognisers.registry import open_recogniser
from assistant.speech.synthesisers.registry import open_synthesiser
from catalog_loader.load import load

Progress = Callable[[int, int], None]


async def evaluate_speech(
    settings: Settings,
    lines: Sequence[Line],
    *,
    voices: int = 2,
    progress: Progress | None = None,
) -> Report:
    """Let the recogniser of `settings` hear `lines`, texts in `voices` voices, and score it.

    Texts are heard clean and in noise; recordings as they are. `progress` is called with how many
    are heard of how many. Raises SetError, CatalogError, RecogniserError, SynthesiserError,
    ModelError: one sentence each.
    """
    utterances = await _utterances(settings, lines, voices)
    recogniser = await open_recogniser(settings, ModelStore(settings.models_dir))
    try:
        heard = await hear_all(recogniser, utterances, progress=progress)
    finally:
        await recogniser.close()
    return Report(recogniser.name, heard)


async def hear_all(
    recogniser: Recogniser,
    utterances: Sequence[Utterance],
    *,
    progress: Progress | None = None,
) -> tuple[Heard, ...]:
    """Each utterance heard with its shop's listing, and again without where there is one."""
    vocabularies = _Vocabularies()
    heard = []
    for done, utterance in enumerate(utterances, start=1):
        heard.append(await _hear(recogniser, utterance, vocabularies(utterance.line)))
        if progress is not None:
            progress(done, len(utterances))
    return tuple(heard)


async def _hear(recogniser: Recogniser, utterance: Utterance, vocabulary: tuple[str, ...]) -> Heard:
    spoken_in = utterance.line.language
    language = "" if spoken_in == NO_SPEECH else spoken_in
    begun = time.perf_counter()
    helped = await recogniser.recognise(utterance.audio, language=language, vocabulary=vocabulary)
    decoded_ms = (time.perf_counter() - begun) * 1000
    alone = helped
    if vocabulary:
        alone = await recogniser.recognise(utterance.audio, language=language)
    return Heard(utterance, helped, alone.raw, decoded_ms)


class _Vocabularies:
    """What is expected in each line's shop; each catalog is read once."""

    def __init__(self) -> None:
        self._shelves: dict[Path, Shelf] = {}

    def __call__(self, line: Line) -> tuple[str, ...]:
        if line.catalog is None:
            return ()
        if line.catalog not in self._shelves:
            catalog = load(line.catalog).catalog
            handles = tuple(product.handle for product in catalog.products)
            self._shelves[line.catalog] = Shelf(catalog, handles, handles[0])
        shelf = self._shelves[line.catalog]
        if line.on_air is None:
            return shelf.vocabulary()
        if line.on_air and shelf.product(line.on_air) is None:
            raise SetError(f"{line.source}: on_air: the shop has no product {line.on_air!r}")
        return shelf.with_on_air(line.on_air).vocabulary()


async def _utterances(settings: Settings, lines: Sequence[Line], voices: int) -> list[Utterance]:
    utterances = await recordings(lines)
    if all(line.audio is not None for line in lines):
        return utterances
    cache = settings.home / "evaluate" / "speech"
    synthesiser = await open_synthesiser(settings, ModelStore(settings.models_dir))
    try:
        clean = await spoken(lines, synthesiser, cache, voices=voices)
    finally:
        await synthesiser.close()
    return [*utterances, *clean, *in_noise(clean)]

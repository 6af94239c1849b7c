"""How long the check of a sentence takes: `python tests/benchmarks/verify.py`.

Prints the median and the 95th percentile, in milliseconds, for evidence seen for the first time
(its facts are read) and again (they are kept), over the sentences of the unit tests, and for each
language over its fluent sentences, true and false.
"""

import statistics
import sys
from dataclasses import replace
from pathlib import Path
from time import perf_counter

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "unit" / "answering"), str(TESTS / "unit" / "verify")]

from shops import SHOPS  # noqa: E402
from support.shop import JACKET_EVIDENCE  # noqa: E402
from test_verify_claims import FALSE, TRUE  # noqa: E402
from test_verify_sentences import LANGUAGES, lines  # noqa: E402

from assistant.answering.verify import verify  # noqa: E402

ROUNDS = 5


def main() -> None:
    """Time it and print a line for each case."""
    sentences = [line.split("|", 1)[1] for line in (TRUE + FALSE).strip().splitlines() if line]
    verify(sentences[0], JACKET_EVIDENCE, language="zh")
    first, again = [], []
    for turn in range(ROUNDS):
        for at, sentence in enumerate(sentences):
            said = f"{sentence} {turn}"[: len(sentence)] if turn else sentence
            marked = (*JACKET_EVIDENCE.statements, f"第{turn}{at}条说明。")
            evidence = replace(JACKET_EVIDENCE, statements=marked)
            first.append(_time(said, evidence))
            again.append(_time(said, evidence))
    _print("evidence new", first)
    _print("evidence known", again)
    for language in LANGUAGES:
        said = [*lines("true", language), *lines("false", language)]
        _print(f"fluent {language}", [_time(sentence, SHOPS[shop]) for shop, sentence in said])


def _print(name: str, times: list[float]) -> None:
    times.sort()
    median, late = statistics.median(times), times[int(0.95 * len(times))]
    print(f"{name}: median {median:.2f} ms, p95 {late:.2f} ms, {len(times)} checks")  # noqa: T201


def _time(sentence: str, evidence: object) -> float:
    begun = perf_counter()
    verify(sentence, evidence, language="zh")  # type: ignore[arg-type]
    return (perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()

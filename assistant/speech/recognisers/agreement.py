"""The part of a growing transcript that will not change any more."""

from itertools import takewhile

from assistant.speech.script import is_chinese


class LocalAgreement:
    """LocalAgreement-2: settled is what two hypotheses in a row begin with (Macháček et al. 2023).

    The sound grows from one hypothesis to the next; what is settled never gets shorter.
    """

    def __init__(self) -> None:
        self._last: list[str] = []
        self._settled: list[str] = []

    @property
    def settled(self) -> str:
        """The text so far."""
        return "".join(self._settled)

    def push(self, text: str) -> str:
        """Take the hypothesis over all sound so far; the settled text after it."""
        pieces = _pieces(text)
        same = takewhile(lambda pair: pair[0] == pair[1], zip(self._last, pieces, strict=False))
        agreed = [piece for piece, _ in same]
        if len(agreed) > len(self._settled) and agreed[: len(self._settled)] == self._settled:
            self._settled = agreed
        self._last = pieces
        return self.settled


def _pieces(text: str) -> list[str]:
    """Chinese characters one by one, other words whole, each with the spaces before it.

    A full stop at the end is only the end of the sound, so it is left out.
    """
    pieces: list[str] = []
    for char in text.rstrip("。.？?！!，, "):
        alone = is_chinese(char) or char.isspace()
        if pieces and not alone and not is_chinese(pieces[-1]):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces

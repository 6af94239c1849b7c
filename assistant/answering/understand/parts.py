"""Several questions in one breath, taken apart where each part asks something of its own."""

import re

from assistant.answering.understand.rules import match

_BREAKS = re.compile(
    r"[?？!！;；。\n]+|[,，、]+|\s+(?=[\u4e00-\u9fff])|还有就是|另外|然后|顺便问?|以及|并且|"
    r"(?<=[\u4e00-\u9fff])还有(?!吗|没|货|么|嘛|呢|什么|哪|多少(?!钱)|几|其他|别的|[a-z0-9黑白红蓝绿黄粉灰紫棕米])|"
    r"(?<=[\u4e00-\u9fff])和(?=[\u4e00-\u9fff])|"
    r"\b(?:and|also|dan|juga|và)\b|และ"
)
_MOST = 3


def split(question: str, language: str) -> tuple[str, ...]:
    """The parts of a normalised question, in order, at most three.

    Neighbours stay together unless both hold a kind by rule: 黑色和白色有吗 is one question,
    多少钱和多久发货 two.
    """
    pieces = [piece.strip() for piece in _BREAKS.split(question) if piece and piece.strip()]
    if len(pieces) < 2:
        return (question,)
    kinds = [match(piece, language) for piece in pieces]
    if len({hit.kind for hit in kinds if hit}) < 2:
        return (question,)
    whole = match(question, language)
    if whole and whole.kind.value in ("injection", "abuse", "compare", "size_advice", "recommend"):
        return (question,)
    parts: list[str] = []
    pending = ""
    for piece, hit in zip(pieces, kinds, strict=True):
        if hit is None:
            pending = f"{pending} {piece}".strip()
            continue
        parts.append(f"{pending} {piece}".strip())
        pending = ""
    if pending:
        parts[-1] = f"{parts[-1]} {pending}"
    return tuple(parts[:_MOST])

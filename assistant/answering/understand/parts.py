"""Several questions in one breath, taken apart where each part asks something of its own."""

import re

from assistant.answering.understand.kinds import Kind
from assistant.answering.understand.rules import Hit, match

_BREAKS = re.compile(
    r"[?？!！;；。\n]+|(?<!\d)[,，、]+|[,，、]+(?!\d)|\s+(?=[\u4e00-\u9fff])|还有就是|另外|然后|顺便问?|以及|并且|"
    r"(?<=[\u4e00-\u9fff])还有(?!吗|没|货|么|嘛|呢|什么|哪|多少(?!钱)|几|其他|别的|[a-z0-9黑白红蓝绿黄粉灰紫棕米])|"
    r"(?<=[\u4e00-\u9fff])和(?=[\u4e00-\u9fff])|"
    r"\b(?:and|also|dan|juga|sama|terus|plus|serta|dengan|lepas tu|và|va|với lại)\b|และ|แล้วก็|"
    r"\s+(?=[\u0e00-\u0e7f])"
)
_RUN_ON = re.compile(
    r"(?<=[吗呢么])(?=[\u4e00-\u9fff]{2})|(?<=[\u4e00-\u9fff])(?=(?:一共|现在)?(?:多少钱|什么价|怎么卖|几块钱)|包邮吗|有几[种个]|几天能?到|多久(?:能)?(?:发货|到)|能退吗)"
)
_ASKS = re.compile(r"多|几|什么|啥|[吗呢么]|怎么|哪|[不没]")
_MOST = 3
_ONE_MATTER = frozenset(
    {Kind.INJECTION, Kind.ABUSE, Kind.COMPARE, Kind.SIZE_ADVICE, Kind.RECOMMEND, Kind.COMPLAINT}
)
"""Kinds that take in all that is said with them: a complaint tells what broke and what is due."""


_OF_SENDING_BACK = frozenset({Kind.EXCHANGE, Kind.RETURNS, Kind.RETURN_FREIGHT})
_NUMBER = re.compile(r"\d")


def split(question: str, language: str) -> tuple[str, ...]:
    """The parts of a normalised question, in order, at most three.

    Neighbours stay together unless both hold a kind by rule: 黑色和白色有吗 is one question,
    多少钱和多久发货 two.
    """
    pieces = [
        part
        for piece in _BREAKS.split(question)
        if piece and piece.strip()
        for part in _run_on(piece.strip(), language)
    ]
    if len(pieces) < 2:
        return (question,)
    kinds = [match(piece, language) for piece in pieces]
    kinds = [
        None if hit and _is_the_reason(piece, hit, after) else hit
        for piece, hit, after in zip(pieces, kinds, (*kinds[1:], None), strict=True)
    ]
    if len({hit.kind for hit in kinds if hit}) < 2:
        return (question,)
    whole = match(question, language)
    if whole and whole.kind in _ONE_MATTER:
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


def _is_the_reason(piece: str, hit: Hit, after: Hit | None) -> bool:
    """Whether a part only says why what comes after it is wanted: too tight, can I swap it?"""
    told = hit.kind is Kind.SIZE_ADVICE and not _NUMBER.search(piece)
    return told and after is not None and after.kind in _OF_SENDING_BACK


def _run_on(piece: str, language: str) -> tuple[str, ...]:
    """Two questions without a mark between them: 多大功率多少钱, where both ask by themselves."""
    for found in _RUN_ON.finditer(piece):
        sides = piece[: found.start()].strip(), piece[found.start() :].strip()
        if all(sides) and all(_ASKS.search(side) for side in sides):
            first, second = (match(side, language) for side in sides)
            if first and second and first.kind is not second.kind:
                return sides
    return (piece,)

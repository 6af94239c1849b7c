"""A sentence without its last clauses: 功率是2000W，适合冬天取暖 as 功率是2000W.

Small models say what the facts hold and add a reason of their own. What stands before it can still
be said, once it has been checked as the sentence it then is.
"""

import re
from collections.abc import Iterator

from assistant.knowledge.words import has_han

_CLAUSE = re.compile(r"[，；]|[,;](?=\s)")
_ENDS = re.compile(r"[，；。！？,;.!?…～~\s]+$")
_LEANS_ON_THE_NEXT = re.compile(
    r"(?:如果|要是|若|假如|只要|只有|除非|除了|虽然|尽管|因为|由于|不管|无论|不仅|不但|既然|当|为了|比起|相比|跟|和|与)"
    r"|(?:if|when|while|although|though|unlike|because|since|as|for|with|to|before|after|unless"
    r"|compared|besides|in|at|kalau|jika|karena|kerana|walaupun|untuk|selain|nếu|khi|vì|tuy|so với"
    r"|ngoài|để)\b",
    re.IGNORECASE,
)
"""What a first clause begins with that says nothing without the one it leans on."""

_SHORTEST = 6


def and_shorter(sentence: str) -> Iterator[str]:
    """`sentence`, then what is left of it as clause after clause is taken off its end.

    A sentence that ends in a semicolon is ended.
    """
    stripped = sentence.strip()
    yield _ended(stripped) if stripped[-1:] in "；;" else stripped
    if _LEANS_ON_THE_NEXT.match(stripped):
        return
    for cut in reversed(list(_CLAUSE.finditer(_ENDS.sub("", stripped)))):
        if cut.start() >= _SHORTEST:
            yield _ended(stripped[: cut.start()])


def _ended(text: str) -> str:
    bare = _ENDS.sub("", text)
    return bare + ("。" if has_han(bare) else ".")

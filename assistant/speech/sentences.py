"""Cutting text into sentences, and sentences into what is spoken first.

Every function here loses nothing: the pieces, joined, are the text again. A blank that follows a
sentence belongs to it.
"""

import re
from collections.abc import Iterator

LONGEST_PIECE = 48.0
"""Syllables; more are never synthesised in one piece, whose end would be long in coming."""

# A quotation longer than this is taken for a quotation mark that nobody closed.
_LONGEST_QUOTATION = 100

_CLOSERS = {"“": "”", "‘": "’", "「": "」", "『": "』", "（": "）", "《": "》", "【": "】"}
_CLOSERS |= {"(": ")", "[": "]", '"': '"'}
_CLOSING = "".join(_CLOSERS.values())
_FULL_STOPS = "。！？；…｡"
_ASCII_STOPS = ".!?"
_STOPS = _FULL_STOPS + _ASCII_STOPS
_CLAUSE_MARKS = "，、；：—,;:"

# Words whose full stop does not end a sentence: Latin abbreviations, English titles and business
# forms, then Indonesian, Malay and Vietnamese ones.
_ABBREVIATION = re.compile(
    r"e\.g|i\.e|vs|cf|approx|ca|viz|fig|vol|pp|eds?|incl|excl|max|min"
    r"|mrs?|ms|dr|prof|st|[js]r|mt|inc|ltd|co|corp|dept"
    r"|rp|jln?|tgl|kab|kec|dkk|hlm|bpk|tbk|sdn|bhd|tn|en|pn|tp|q|p|tx|ths|pgs|gs"
)
# These end a sentence when a capital follows, and do not otherwise.
_SOMETIMES_LAST = re.compile(r"etc|dll|dsb|[ap]\.?m|u\.s|u\.k|v\.v")

_THAI = re.compile(r"[\u0e00-\u0e7f]")
_THAI_PARTICLE = re.compile(r"(?:ครับ|ค่ะ|คะ|จ้ะ|จ้า|จ๊ะ|ค้า)$")
_THAI_LENGTH = 40  # characters after which the next blank ends a Thai sentence
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def sentences(text: str) -> list[str]:
    """The sentences of `text`, in order; joined they are `text`.

    Chinese and Latin marks are told apart by their neighbours, so no language is asked for. A
    stop inside a number, an address, an abbreviation or a quotation ends nothing; a line break
    always does. Thai, which writes no stops, is cut at blanks after a polite particle or after
    some length. Blank text is one blank piece, empty text none.
    """
    return _with_blanks_joined(list(_cut_all(text)))


def clauses(sentence: str) -> list[str]:
    """The clauses of one sentence, each with its mark; joined they are `sentence`."""
    pieces, begin = [], 0
    for at, char in enumerate(sentence):
        if char not in _CLAUSE_MARKS or at + 1 >= len(sentence):
            continue
        before, after = sentence[at - 1] if at else "", sentence[at + 1]
        if before.isdigit() and after.isdigit():
            continue
        if char in ",;:" and not (after.isspace() or _HAN.match(after)):
            continue
        if after in _CLAUSE_MARKS or after in _CLOSING:
            continue
        end = at + 1
        while end < len(sentence) and sentence[end].isspace():
            end += 1
        pieces.append(sentence[begin:end])
        begin = end
    if begin < len(sentence):
        pieces.append(sentence[begin:])
    return pieces


def spoken_pieces(
    text: str, *, first: float = 9.0, growth: float = 1.7, longest: float = LONGEST_PIECE
) -> list[str]:
    """What to synthesise one after the other, the first short, so that sound starts early.

    A sentence is a piece, unless it is longer than its share: `first` syllables for the first
    piece and up to `growth` times the piece before it afterwards (so that the next is made while
    the last is heard), never more than `longest`. Then it is cut at clauses, and where it has
    none, at blanks. Joined, the pieces are `text`.
    """
    pieces: list[str] = []
    share = first
    for sentence in sentences(text):
        rest = [sentence]
        while rest:
            piece = rest.pop(0)
            if weight(piece) > share:
                head, tail = _within(piece, share, longest)
                if tail:
                    rest.insert(0, tail)
                piece = head
            pieces.append(piece)
            share = min(longest, max(first, growth * weight(piece)))
    return pieces


def weight(text: str) -> float:
    """Roughly the syllables of `text` when read aloud: a Han character or digit is one."""
    han = len(_HAN.findall(text))
    digits = sum(char.isdigit() for char in text)
    letters = sum(char.isalpha() for char in text) - han
    return han + digits + 0.4 * letters


class SentenceSplitter:
    """Cuts text that arrives in pieces of any size, handing each sentence over once it is whole.

    A Chinese full stop ends its sentence at once; after any other mark one more character is
    awaited, which may belong to it (`？！`, `3.5`, a closing quotation mark).
    """

    def __init__(self) -> None:
        self._held = ""

    def push(self, piece: str) -> list[str]:
        """Take the next piece; return the sentences it completed, possibly none."""
        self._held += piece
        done = []
        while (end := _end_of_first(self._held, final=False)) is not None:
            done.append(self._held[:end])
            self._held = self._held[end:]
        return done

    def flush(self) -> list[str]:
        """Return what is left, which may be blank, and begin anew."""
        rest, self._held = self._held, ""
        return sentences(rest)


def _cut_all(text: str) -> Iterator[str]:
    while text:
        end = _end_of_first(text, final=True) or len(text)
        yield text[:end]
        text = text[end:]


def _with_blanks_joined(pieces: list[str]) -> list[str]:
    joined: list[str] = []
    for piece in pieces:
        if joined and not piece.strip():
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def _end_of_first(text: str, *, final: bool) -> int | None:
    """Where the first sentence of `text` ends, or None while that cannot be known.

    Not `final` means that more text may follow the last character.
    """
    at = 0
    while at < len(text):
        char = text[at]
        if char in _CLOSERS and not (char == '"' and _is_inch_mark(text, at)):
            closing = _closing_of(text, at)
            if closing is None and not final and len(text) - at <= _LONGEST_QUOTATION:
                return None
            if closing is not None:
                at = closing
                if text[closing - 1] in _STOPS and char not in "([（":
                    end = _after_run(text, closing + 1, final=final)
                    if end is None:
                        return None
                    if _begins_anew(text, end):
                        return end
        elif char == "\n":
            if text[:at].strip():
                return _after_run(text, at + 1, final=True)
        elif char == "。" and at + 1 == len(text):
            return at + 1
        elif char in _STOPS:
            end = _after_run(text, at + 1, final=final)
            if end is None:
                return None
            if _stops_here(text, at, end):
                return end
            while at + 1 < len(text) and text[at + 1] in _STOPS:
                at += 1
        elif char == " " and at and _THAI.match(text[at - 1]):
            if at + 1 >= len(text):
                return len(text) if final else None
            if _thai_sentence_ends(text, at):
                return _after_run(text, at, final=True)
        at += 1
    return len(text) if final and text else None


def _closing_of(text: str, at: int) -> int | None:
    """Where the quotation opened at `at` closes, on the same line and not too far away."""
    stop = min(len(text), at + 1 + _LONGEST_QUOTATION)
    line_end = text.find("\n", at, stop)
    found = text.find(_CLOSERS[text[at]], at + 1, line_end if line_end >= 0 else stop)
    return found if found >= 0 else None


def _is_inch_mark(text: str, at: int) -> bool:
    """Whether a straight quotation mark stands for inches: `27"`, with no quotation open."""
    return at > 0 and text[at - 1].isdigit()


def _after_run(text: str, at: int, *, final: bool) -> int | None:
    """The end of the marks, closing quotation marks and blanks that follow a stop.

    None when the run reaches the end of text that may still grow.
    """
    while at < len(text) and (text[at] in _STOPS or text[at] in _CLOSING):
        at += 1
    while at < len(text) and text[at].isspace():
        at += 1
    return at if at < len(text) or final else None


def _stops_here(text: str, at: int, end: int) -> bool:
    """Whether the mark at `at`, whose run ends at `end`, ends a sentence."""
    char = text[at]
    if char in "。！？；｡":
        return True
    following = text[end] if end < len(text) else ""
    if char == "…":
        return not (following.isascii() and following.islower())
    spaced = end > at + 1 and text[end - 1].isspace()
    if not following or spaced or _HAN.match(following):
        return char != "." or not _is_abbreviation(text, at, following)
    # Without a blank the mark belongs to an address, a number or a name: `3.5`, `a.cn?b=1`.
    return text[end - 1] in "!?" and end - at > 1


def _is_abbreviation(text: str, at: int, following: str) -> bool:
    """Whether the full stop at `at` belongs to an abbreviation, an initial or a list's number."""
    match = re.search(r"[^\s(\[\"“‘（]*$", text[:at])
    word = (match.group() if match else "").lower()
    if word.isdigit():
        return not text[: at - len(word)].strip() and bool(following)
    if word == "no":
        return following.isdigit()
    if _SOMETIMES_LAST.fullmatch(word):
        return bool(following) and not following.isupper()
    if len(word) == 1 and word.isascii() and word.isalpha():
        # An initial (`J. Smith`), unless it is a size that ends its sentence (`in L. It …`).
        return text[at - 1].isupper() and word not in "sml" and bool(following)
    return bool(_ABBREVIATION.fullmatch(word)) and bool(following)


def _begins_anew(text: str, at: int) -> bool:
    """Whether what follows a quotation begins a sentence of its own: `"…?" he said` does not."""
    if at >= len(text):
        return True
    return not (text[at].islower() or text[at] in _CLAUSE_MARKS)


def _thai_sentence_ends(text: str, at: int) -> bool:
    """Whether the blank at `at`, after Thai, ends a sentence; never beside a number."""
    following = text[at:].lstrip()[:1]
    if following.isdigit() or text[at - 1].isdigit():
        return False
    return bool(_THAI_PARTICLE.search(text[:at])) or at >= _THAI_LENGTH


def _within(piece: str, share: float, longest: float) -> tuple[str, str]:
    """Cut `piece` in two, the head about `share` syllables where it has clauses to cut at.

    The first clause is never broken for being longer than `share`, only for being longer than
    `longest`: a pause in the middle of a phrase is worse than a later start.
    """
    head = ""
    for clause in clauses(piece):
        if head and weight(head) >= 3 and weight(head + clause) > share:
            break
        head += clause
    if weight(head) <= longest:
        return head, piece[len(head) :]
    return _at_blank(piece, longest)


def _at_blank(piece: str, longest: float) -> tuple[str, str]:
    """Cut `piece` at the last blank within `longest` syllables, else between two characters."""
    best, spent, at = 0, 0.0, 0
    for at, char in enumerate(piece):
        spent += weight(char)
        if spent > longest:
            break
        breakable = char.isspace() or (
            at + 1 < len(piece) and _HAN.match(char) and _HAN.match(piece[at + 1])
        )
        if breakable:
            best = at + 1
    cut = best or max(1, at)
    return piece[:cut], piece[cut:]

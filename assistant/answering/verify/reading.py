"""What a stretch of text says: its words with yes or no, numbers, colours, sizes, promises."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.verify.bounds import bound_spans
from assistant.answering.verify.fold import fold
from assistant.answering.verify.lexicon import lexicon
from assistant.answering.verify.numerals import to_digits
from assistant.answering.verify.quantities import Quantity, quantities
from assistant.answering.verify.spans import inside, wider, without
from assistant.answering.verify.words import HAN, substance

# Latin letters with diacritics are letters too: the m of khuyến mãi is no size.
_SIZE = re.compile(
    r"(?<![a-zà-ỹ0-9'.])(\d?x{0,4}[sml]|\dxl|均码)(?:码|号)?(?![a-zà-ỹ0-9'])|(?<![\d.])(\d{1,3})码"
)
_MODEL = re.compile(
    r"(?<![a-zà-ỹ0-9])(?!rp\d|rm\d|usd|cny|rmb|thb|vnd|idr|myr|no\d)"
    r"(?=[a-z0-9-]*\d)[a-z][a-z0-9-]+(?![a-z0-9])"
)
_COLOUR = re.compile(
    r"(?:[深浅雾藏酒天宝墨玫象奶军暗淡亮裸]|莫兰迪)?(?:米白|米|红|橙|橘|黄|绿|蓝|紫|黑|白|灰|粉|棕|咖啡|"
    r"褐|杏|卡其|驼|金|银|青)色|(?:[深浅雾藏酒天宝墨暗])(?:红|黄|绿|蓝|紫|灰|粉|棕|青)|"
    r"(?:红|橙|黄|绿|蓝|紫|黑|白|灰|粉)(?=的|款|$|[,.?!;、和])"
)
# `available in sizes S to XL` lists what is made, and says nothing of the stock.
_OFFERED = re.compile(
    r"(?:available in|tersedia dalam)(?: \w+)? (?:sizes|colou?rs|warna|ukuran|saiz)\b|"
    r"available (?:sizes|colou?rs)\b"
)
# What may stand between a negator and the state of stock it denies.
_NEAR = re.compile(r"\s*(?:是|有|再|还|yet|currently|be|being|any|longer|lagi|còn|phải|ได้)?\s*")


@dataclass(frozen=True, slots=True)
class Token:
    """One word of substance. `denied` is whether its clause denies it."""

    word: str
    denied: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """A colour, size, promise or state of stock a text names, and whether it denies it.

    A denied state of stock is the other state; `negators` is how many words of its own deny it.
    """

    name: str
    denied: bool
    text: str
    start: int = 0
    negators: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What `read` found in `text` (folded, numerals in digits)."""

    text: str
    tokens: tuple[Token, ...]
    quantities: tuple[Quantity, ...]
    colours: tuple[Found, ...]
    sizes: tuple[Found, ...]
    promises: tuple[Found, ...]
    stock: tuple[Found, ...]
    labels: frozenset[str]
    negators: int

    def holds(self, word: str, denied: bool) -> bool:
        """Whether the text holds `word`, with the same yes or no."""
        if any(token.word == word and token.denied == denied for token in self.tokens):
            return True
        if len(word) < 2 or not HAN.fullmatch(word):
            return False  # the 毛 of 羽毛 is no word of it
        at = self.text.find(word)
        while at >= 0:
            if self.denied_at(at) == denied:
                return True
            at = self.text.find(word, at + 1)
        return False

    def holds_word(self, word: str) -> bool:
        """Whether the text holds `word`, said or denied."""
        return self.holds(word, denied=False) or self.holds(word, denied=True)

    def denied_at(self, at: int) -> bool:
        """Whether what stands at `at` is denied; between words, as the word before it."""
        state = False
        for token in self.tokens:
            if token.start > at:
                break
            state = token.denied
        return state


def one_way(text: str) -> str:
    """`text` folded, with its numerals in digits."""
    return to_digits(fold(text))


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """Read one clause, already in its one way of writing (see `one_way`)."""
    words = lexicon()
    sizes = [(match.start(), match.end(), _size(match)) for match in _SIZE.finditer(text)]
    sized = [(start, end) for start, end, _ in sizes]
    models = [match for match in _MODEL.finditer(text) if not inside(match.span(), sized)]
    masked = without(text, [*sized, *(match.span() for match in models)])
    numbers = quantities(masked)
    bounds = [span for number in numbers for span in bound_spans(number, masked)]
    # A negator in an idiom, or in a bound on a number (不到259元), denies nothing else.
    calm = [*words.idioms.spans(text), *bounds]
    denials = [span for span in words.negators.spans(text) if not inside(span, calm)]
    rest = without(masked, [(number.start, number.end) for number in numbers])
    money = any(number.kind.startswith("money") for number in numbers)
    # What an amount is the amount of is checked with the amount.
    prices = [s for name in ("list_price", "off") for s in words.labels[name].spans(text) if money]
    rest = without(rest, [*bounds, *denials, *prices])
    raw = substance(rest, text) + [(m[0], m.start(), m.end()) for m in models]
    raw.sort(key=lambda token: token[1])
    modals = words.modals.spans(without(text, denials))
    named = [(size, start, end) for start, end, size in sizes]
    counted = [(number.text, number.start, number.end) for number in numbers]
    all_said = sorted([*raw, *named, *counted], key=lambda token: token[1])

    def denied(at: int) -> bool:
        return _denied(at, all_said, denials, modals)

    return Reading(
        text=text,
        tokens=tuple(Token(word, denied(start), start, end) for word, start, end in raw),
        quantities=numbers,
        colours=tuple(_colours(text, denied)),
        sizes=tuple(
            Found(name, denied(start), text[start:end], start, end=end)
            for start, end, name in sizes
        ),
        promises=tuple(
            Found(name, denied(start), text[start:end], start)
            for name, start, end in _promises(text)
        ),
        stock=tuple(_stock(text, denials)),
        labels=frozenset(name for name, pattern in words.labels.items() if pattern.first(text)),
        negators=len(denials),
    )


def _promises(text: str) -> list[tuple[str, int, int]]:
    """The promises of a text; one word inside the words of another promises nothing of its own:
    gratis ongkir is free shipping and no gift."""
    found = [
        (name, start, end)
        for name, pattern in lexicon().promises.items()
        for start, end in pattern.spans(text)
    ]
    return [one for one in found if not any(wider(other[1:], one[1:]) for other in found)]


def _denied(
    at: int,
    tokens: list[tuple[str, int, int]],
    denials: list[tuple[int, int]],
    modals: list[tuple[int, int]],
) -> bool:
    """Whether the word at `at` is denied.

    A negator reaches to the next affirming word after the first word it denies, or to the end.
    With no word after it, it denies what stands before: 七天无理由退货不支持.
    """
    state = False
    for start, end in denials:
        following = [token for token in tokens if token[1] >= end]
        if not following:
            state ^= at < start
            continue
        first = following[0]
        # Two words denied one after the other are not one word denied twice.
        ends = [begin for begin, _ in (*modals, *denials) if begin >= first[2]]
        stop = min(ends, default=None)
        if end <= at and (stop is None or at < stop):
            state = not state
    return state


def _colours(text: str, denied: Callable[[int], bool]) -> list[Found]:
    words = lexicon()
    found = []
    taken: list[tuple[int, int]] = []
    for match in _COLOUR.finditer(text):
        shade = match[0].removesuffix("色")
        name = next(
            (n for n, p in words.colours.items() if any(w in shade for w in p.all if w > "\u3000")),
            shade,
        )
        found.append(Found(name, denied(match.start()), shade, match.start(), end=match.end()))
        taken.append(match.span())
    for name, pattern in words.colours.items():
        for match in pattern.pattern.finditer(text):
            if match[0] < "\u3000" and not inside(match.span(), taken):
                found.append(Found(name, denied(match.start()), "", match.start(), end=match.end()))
    return found


def _stock(text: str, denials: list[tuple[int, int]]) -> list[Found]:
    said = [
        (name, start, end)
        for name, pattern in lexicon().stock.items()
        for start, end in pattern.spans(text)
    ]
    said = [one for one in said if not _OFFERED.match(text, one[1])]
    # 还有128件 gives the number; that is checked as one.
    said = [one for one in said if not re.match(r"\s*\d", text[one[2] :])]
    widest = [a for a in said if not any(wider(b[1:], a[1:]) for b in said)]
    result = []
    for name, start, end in sorted(widest, key=lambda one: one[1]):
        own = sum(inside(span, [(start, end)]) for span in denials)
        before = sum(
            stop <= start and _NEAR.fullmatch(text[stop:start]) is not None for _, stop in denials
        )
        if before % 2 and name != "pre":
            name = "no" if name == "yes" else "yes"
        result.append(Found(name, False, text[start:end], start, own + before, end))
    return result


def _size(match: re.Match[str]) -> str:
    name = match[1] or match[2]
    if name.endswith(("xl", "xs")) and name.startswith("xx"):
        return f"{name.count('x')}x{name[-1]}"
    return name

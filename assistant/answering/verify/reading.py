"""What a stretch of text says: its words with yes or no, numbers, colours, sizes, promises."""

import re
from dataclasses import dataclass
from functools import lru_cache

import jieba

from assistant.answering.verify.fold import fold
from assistant.answering.verify.lexicon import lexicon
from assistant.answering.verify.numerals import to_digits
from assistant.answering.verify.quantities import Quantity, quantities

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
_LATIN = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_THAI_RUN = re.compile(r"[\u0e00-\u0e7f]+")
_BEARS = re.compile(
    r"承担|自理|自付|出(?!来|去|售|厂|货|现|口)|负责|报销|"
    r"\bpays?\b|\bbears?\b|\bcovers?\b|ditanggung|tanggung|chịu|trả phí|ออกค่า|รับผิดชอบ"
)
_PARTIES = {
    "party:shop": re.compile(
        r"店铺|商家|卖家|我们|咱们|店家|小店|我方|平台|\b(?:we|the shop|shop|seller|store|us)\b|"
        r"\b(?:kami|toko|kedai|penjual)\b|\b(?:shop|chúng tôi|người bán)\b|ร้าน|ผู้ขาย"
    ),
    "party:buyer": re.compile(
        r"买家|您|你|顾客|客户|自己|消费者|亲|\b(?:you|buyer|customer|yourself)\b|"
        r"\b(?:pembeli|anda|kamu)\b|\b(?:bạn|người mua|khách)\b|ผู้ซื้อ|ลูกค้า|คุณ"
    ),
}


@dataclass(frozen=True, slots=True)
class Token:
    """One word of substance. `denied` is whether its clause denies it."""

    word: str
    denied: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """A colour, size, promise or state of stock a text names, and whether it denies it."""

    name: str
    denied: bool
    text: str
    start: int = 0


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
        if not _HAN_RUN.fullmatch(word):
            return False
        at = self.text.find(word)
        while at >= 0:
            if self.denied_at(at) == denied:
                return True
            at = self.text.find(word, at + 1)
        return False

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
    idioms = words.idioms.spans(text)
    denials = [span for span in words.negators.spans(text) if not _inside(span, idioms)]
    sizes = [(match.start(), match.end(), _size(match)) for match in _SIZE.finditer(text)]
    models = [match for match in _MODEL.finditer(text) if not words_cover(match.span(), sizes)]
    masked = _without(text, [(start, end) for start, end, _ in sizes])
    masked = _without(masked, [match.span() for match in models])
    numbers = quantities(masked)
    rest = _without(masked, [(number.start, number.end) for number in numbers])
    rest = _without(rest, denials)
    raw = _tokens(rest, text) + [(m[0], m.start(), m.end()) for m in models]
    raw.sort(key=lambda token: token[1])
    modals = words.modals.spans(_without(text, denials))
    named = [(size, start, end) for start, end, size in sizes]
    counted = [(number.text, number.start, number.end) for number in numbers]
    all_said = sorted([*raw, *named, *counted], key=lambda token: token[1])

    def denied(at: int) -> bool:
        return _denied(at, all_said, denials, modals)

    tokens = tuple(Token(word, denied(start), start, end) for word, start, end in raw)

    return Reading(
        text=text,
        tokens=tokens,
        quantities=numbers,
        colours=tuple(_colours(text, denied)),
        sizes=tuple(
            Found(name, denied(start), text[start:end], start) for start, end, name in sizes
        ),
        promises=tuple(
            Found(name, denied(start), text[start:end], start)
            for name, start, end in _promises(text)
        ),
        stock=tuple(_stock(text)),
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
    return [one for one in found if not any(_wider(other, one) for other in found)]


def words_cover(span: tuple[int, int], spans: list[tuple[int, int, str]]) -> bool:
    """Whether `span` lies in one of `spans`."""
    return any(start <= span[0] and span[1] <= end for start, end, _ in spans)


def _tokens(rest: str, text: str) -> list[tuple[str, int, int]]:
    """The words of substance, those known in several languages under their one name."""
    words = lexicon()
    found: list[tuple[str, int, int]] = []
    for name, pattern in words.same.items():
        for start, end in pattern.spans(rest):
            found.append((f"={name}", start, end))
    found = [a for a in found if not any(b is not a and _wider(b, a) for b in found)]
    if _BEARS.search(text):
        for party, who in _PARTIES.items():
            found += [(party, m.start(), m.end()) for m in who.finditer(rest)]
    rest = _without(rest, [(start, end) for _, start, end in found])
    for match in _LATIN.finditer(rest):
        word = match[0]
        if word not in words.plain and not _HAN_RUN.search(word) and not _THAI_RUN.search(word):
            found.append((stem(word), match.start(), match.end()))
    for match in _HAN_RUN.finditer(rest):
        at = match.start()
        for word in jieba.lcut(match[0], HMM=False):
            if word not in words.plain:
                found.append((word, at, at + len(word)))
            at += len(word)
    for match in _THAI_RUN.finditer(rest):
        found += _thai(match[0], match.start(), words.thai, words.plain)
    return found


def stem(word: str) -> str:
    """An English word without its ending, so that `packs` finds `pack`."""
    if not word.isascii() or len(word) < 5:
        return word
    for ending in ("ing", "ies", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)]
    return word


def _thai(
    run: str, offset: int, known: tuple[str, ...], plain: frozenset[str]
) -> list[tuple[str, int, int]]:
    """Cut a run of Thai into known words, longest first; what is left over is one word."""
    found: list[tuple[str, int, int]] = []
    at, unknown = 0, 0
    while at <= len(run):
        word = (
            next((word for word in known if run.startswith(word, at)), "") if at < len(run) else ""
        )
        if word or at == len(run):
            if at > unknown:
                found.append((run[unknown:at], offset + unknown, offset + at))
            if word and word not in plain:
                found.append((word, offset + at, offset + at + len(word)))
            at += len(word) or 1
            unknown = at
        else:
            at += 1
    return found


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
        stop = next((begin for begin, _ in modals if begin >= first[2]), None)
        if end <= at and (stop is None or at < stop):
            state = not state
    return state


def _colours(text: str, denied: object) -> list[Found]:
    words = lexicon()
    found = []
    taken: list[tuple[int, int]] = []
    for match in _COLOUR.finditer(text):
        shade = match[0].removesuffix("色")
        name = next(
            (n for n, p in words.colours.items() if any(w in shade for w in p.all if w > "\u3000")),
            shade,
        )
        found.append(Found(name, denied(match.start()), shade, match.start()))  # type: ignore[operator]
        taken.append(match.span())
    for name, pattern in words.colours.items():
        for match in pattern.pattern.finditer(text):
            if match[0] < "\u3000" and not _inside(match.span(), taken):
                found.append(Found(name, denied(match.start()), "", match.start()))  # type: ignore[operator]
    return found


def _stock(text: str) -> list[Found]:
    found: list[tuple[int, int, str]] = []
    for name, pattern in lexicon().stock.items():
        found += [(start, end, name) for start, end in pattern.spans(text)]
    widest = [a for a in found if not any(b is not a and _wider(b[:2], a[:2]) for b in found)]
    result = []
    for start, end, name in sorted(widest):
        before = text[max(0, start - 6) : start]
        flipped = name == "yes" and re.search(
            r"(?:不|没|没有|未|not|no|tidak|không|ไม่)\s*$", before
        )
        result.append(Found("no" if flipped else name, False, text[start:end], start))
    return result


def _wider(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    a, b = one[-2:], other[-2:]
    return a[0] <= b[0] and b[1] <= a[1] and a != b  # type: ignore[operator]


def _size(match: re.Match[str]) -> str:
    name = match[1] or match[2]
    if name.endswith(("xl", "xs")) and name.startswith("xx"):
        return f"{name.count('x')}x{name[-1]}"
    return name


def _inside(span: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in spans)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + "\u0000" * (end - start) + text[end:]
    return text

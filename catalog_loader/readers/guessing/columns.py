"""Guess what the columns of one table are, one kind of field after another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from catalog_loader.findings import Finding, quoted
from catalog_loader.readers.guessing.fitting import fitting
from catalog_loader.readers.guessing.headers import EXACT, WEAK, Header, Meaning, meaning_of
from catalog_loader.readers.guessing.identity import keys_of
from catalog_loader.readers.guessing.looks import MOSTLY, NEARLY_ALL, look
from catalog_loader.readers.guessing.prices import PRICES, choose
from catalog_loader.readers.guessing.reasons import left_findings
from catalog_loader.readers.guessing.said import SEVERAL
from catalog_loader.words import has_han

SURE = 1.0
BY_VALUES = 0.55
"""How sure values alone make of what a column is."""

_KEYS = ("sku", "group", "handle", "code")
_PLAIN = (
    "title", "aliases", "currency", "quantity", "availability", "published", "brand", "category",
    "description", "selling_points", "barcode", "images", "shipping", "shipping_fee", "carrier",
    "returns", "warranty", "available_from", "sale_from", "sale_until", "shop",
)  # fmt: skip
_VARIANT = (
    "currency", "quantity", "availability", "published", "barcode", "images", "available_from",
    "sale_from", "sale_until",
)  # fmt: skip
"""The fields that are a variant's own."""
_DOUBTFUL = "doubtful"
_UNREAD = ("cost", "conditional_price", "other_price", "discount", "private", "technical", "order")


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column is: its field, how sure that is (1 is certain), and what it goes by.

    That is `said` by a person, its `name`, or its `values`.
    """

    column: str
    field: str
    confidence: float
    by: str


class Guesser:
    """Guesses what `columns` are; `guesses` and `findings` fill while it does."""

    def __init__(
        self,
        columns: Sequence[str],
        headers: Mapping[str, Header],
        values: Mapping[str, Sequence[str]],
        said: Mapping[str, str],
        currency: str,
    ) -> None:
        self._values = values
        self._headers = {name: headers[name] for name in columns}
        self._looks = {name: look(values[name]) for name in columns}
        self._place = {name: place for place, name in enumerate(columns)}
        self._left: dict[str, list[str]] = {}
        self._findings: list[Finding] = []
        self.currency = currency
        self.by_title = False
        self.guesses = [
            Guess(name, said[name], SURE, "said")
            for name in columns
            if name in said and said[name] != "ignore"
        ]
        self._said = {field: name for name, field in said.items() if name in self._headers}
        self._open = {name: self._meaning(name) for name in columns if name not in said}
        self.languages = [meaning.languages for meaning in self._open.values() if meaning]

    def guess_product(self, *, nested: bool) -> None:
        """Guess the columns of a table of products, some of whose variants may be `nested`."""
        self._set_aside()
        self._take_prices()
        options = self._named("option")
        has_options = bool(options) or any(g.field.startswith("options.") for g in self.guesses)
        self._take_keys(has_options)
        for field in _PLAIN:
            self._take_named(field)
        self._take_labelled("option", "options.")
        self._take_named("title_en", "translations.en.title")
        if not self._column("images"):
            self._take_named("thumbnail", "images")
        self._leave("technical", self._named("thumbnail"))
        self._take_by_values()
        if not has_options and not nested:
            self._take_what_varies()
        self.by_title = has_options and not self._column("group") and not self._column("handle")
        self._take_rest()

    def guess_variant(self) -> None:
        """Guess the columns that a nested document states of each variant."""
        self._set_aside()
        self._take_prices()
        key = next((named[0] for sense in _KEYS if (named := self._named(sense))), "")
        if key and "sku" not in self._said:
            self._take(key, "sku")
        for field in _VARIANT:
            self._take_named(field)
        self._take_labelled("option", "options.")
        titles = self._named("title")
        if titles and not any(g.field.startswith("options.") for g in self.guesses):
            self._take(titles[0], f"options.{'规格' if has_han(titles[0]) else 'variant'}")
        for sense in ("title", *_KEYS):
            self._leave("technical", self._named(sense))
        self._take_rest()

    def findings(self) -> list[Finding]:
        """What there is to say of the guess, then of the columns that are not read."""
        return [*self._findings, *left_findings(self._left)]

    def _meaning(self, name: str) -> Meaning | None:
        """What a column's name says, unless its values say that it cannot be that."""
        header, seen = self._headers[name], self._looks[name]
        meaning = meaning_of(header)
        if meaning is None or not seen.filled:
            return meaning
        sense = fitting(meaning, seen)
        if not sense:
            value = next(value for value in self._values[name] if value)
            values = {"name": quoted(name), "field": meaning.sense, "value": quoted(value)}
            self._findings.append(Finding("doubtful_column", values=values))
            return Meaning(_DOUBTFUL, EXACT)
        if sense == meaning.sense:
            return meaning
        return Meaning(sense, min(meaning.confidence, WEAK), meaning.rank, meaning.languages)

    def _named(self, sense: str) -> list[str]:
        """The columns still open whose names say they are of `sense`, the most definite first."""
        found = [(m, name) for name, m in self._open.items() if m and m.sense == sense]
        return [name for m, name in sorted(found, key=lambda p: (-p[0].confidence, p[0].rank))]

    def _column(self, field: str) -> str:
        return next((guess.column for guess in self.guesses if guess.field == field), "")

    def _take(self, name: str, field: str) -> None:
        meaning = self._open.pop(name)
        if self._headers[name].prefix:
            self.guesses.append(Guess(name, field, EXACT, "name"))
        elif meaning:
            self.guesses.append(Guess(name, field, meaning.confidence, "name"))
        else:
            self.guesses.append(Guess(name, field, BY_VALUES, "values"))

    def _take_named(self, sense: str, field: str = "") -> None:
        """Take the columns of `sense` for a field; of those that can be only one, the best."""
        field = field or sense
        names = self._named(sense)
        if field not in SEVERAL:
            names, others = names[:1], names[1:]
            if field in self._said:
                names, others = [], [*names, *others]
            self._leave("another", others)
        for name in sorted(names, key=self._place.__getitem__):
            self._take(name, field)

    def _take_labelled(self, sense: str, prefix: str) -> None:
        for name in sorted(self._named(sense), key=self._place.__getitem__):
            self._take(name, f"{prefix}{self._headers[name].label}")

    def _leave(self, why: str, names: Sequence[str]) -> None:
        for name in names:
            self._open.pop(name, None)
            self._left.setdefault(why, []).append(name)

    def _set_aside(self) -> None:
        """Leave what is never read: what is nobody's business, and what is no property."""
        for name in self._named(_DOUBTFUL):
            del self._open[name]
        for sense in _UNREAD:
            self._leave(sense, self._named(sense))
        for name in list(self._open):
            header, seen = self._headers[name], self._looks[name]
            if header.prefix:
                field = f"{header.prefix}.{header.label}"
                self._take(name, field)
            elif self._open[name] is None and seen.data >= MOSTLY:
                self._leave("technical", [name])

    def _take_prices(self) -> None:
        named = {sense: self._named(sense) for sense in PRICES}
        said = [name for field, name in self._said.items() if field.endswith("price")]
        stated = [self._headers[name].currency for name in chain(said, *named.values())]
        own = self.currency or next((currency for currency in stated if currency), "")
        for sense, names in named.items():
            foreign = [n for n in names if self._headers[n].currency not in ("", own)]
            for name in foreign:
                values = {"currency": self._headers[name].currency, "expected": own}
                self._findings.append(Finding("mixed_currency", values=values))
            self._leave("foreign", foreign)
            named[sense] = [name for name in names if name not in foreign]
        self.currency = own
        windowed = bool(self._named("sale_from") or self._named("sale_until"))
        chosen = choose(
            named,
            said=frozenset(self._said),
            differ=lambda a, b: list(self._values[a]) != list(self._values[b]),
            windowed=windowed or bool({"sale_from", "sale_until"} & self._said.keys()),
        )
        self._findings += chosen.findings
        for name, field in chosen.fields.items():
            self._take(name, field)
        self._leave("another", chosen.left)
        self._leave("market", chosen.market)

    def _take_keys(self, has_options: bool) -> None:
        titles = self._said.get("title") or next(iter(self._named("title")), "")
        keys = keys_of(
            {sense: self._named(sense) for sense in _KEYS},
            self._looks,
            said={field: name for field, name in self._said.items() if field in _KEYS},
            titles_repeat=bool(titles) and not self._looks[titles].unique,
            has_options=has_options,
            merged=lambda name: self._merged(name, titles),
        )
        for name, field in keys.fields.items():
            if name in self._open:
                self._take(name, field)
        self._leave("another", keys.left)

    def _merged(self, name: str, titles: str) -> bool:
        """Whether a column is empty just where the title is, below a product's first row."""
        if not titles:
            return False
        pairs = list(zip(self._values[name], self._values[titles], strict=True))
        return any(not title for _, title in pairs) and all(
            bool(cell) == bool(title) for cell, title in pairs
        )

    def _take_by_values(self) -> None:
        """Take what nothing but its values tells: pictures, barcodes, and the only amounts."""
        unknown = [name for name, meaning in self._open.items() if meaning is None]
        priced = any(guess.field.endswith("price") for guess in self.guesses)
        for name in unknown:
            seen = self._looks[name]
            if seen.filled and seen.pictures >= NEARLY_ALL:
                self._take(name, "images")
            elif seen.barcodes >= NEARLY_ALL and seen.unique and not self._column("barcode"):
                self._take(name, "barcode")
            elif seen.signed >= NEARLY_ALL and not priced and self._alone(name, unknown):
                self._take(name, "price")

    def _alone(self, name: str, unknown: Sequence[str]) -> bool:
        """Whether no other column of a name that says nothing holds amounts with a currency."""
        others = (self._looks[other].signed for other in unknown if other != name)
        return not any(share >= MOSTLY for share in others) and "other_price" not in self._left

    def _take_what_varies(self) -> None:
        """Take for options the properties that tell apart the rows of every product."""
        key = self._column("group") or self._column("handle")
        if not key:
            return
        groups: dict[str, list[int]] = {}
        for at, value in enumerate(self._values[key]):
            groups.setdefault(value, []).append(at)
        several = [rows for value, rows in groups.items() if value and len(rows) > 1]
        for name in [name for name, meaning in self._open.items() if meaning is None]:
            cells = self._values[name]
            if several and all(_tells_apart([cells[at] for at in rows]) for rows in several):
                self._take(name, f"options.{self._headers[name].label}")

    def _take_rest(self) -> None:
        """Take every other column for a property, unless its name is none."""
        for name in list(self._open):
            label = self._headers[name].label
            if not label or label.replace(".", "").isdecimal() or name.startswith("#"):
                self._leave("nameless", [name])
            elif self._looks[name].signed >= MOSTLY:
                self._leave("other_price", [name])
            elif self._looks[name].personal >= MOSTLY:
                self._leave("private", [name])
            else:
                del self._open[name]
                self.guesses.append(Guess(name, f"attributes.{label}", WEAK, "name"))


def _tells_apart(cells: Sequence[str]) -> bool:
    return all(cells) and len(set(cells)) > 1

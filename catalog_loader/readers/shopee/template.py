"""Shopee's mass-upload template: where its goods begin, and what its own words say of the columns.

The first row names the columns by code (`ps_price`, since 2023 `ps_price|1|1`). Below stand, as
the market and the year have it, the template's own line, labels, marks of what must be filled in,
help and limits; goods begin below all of these. The sheet of examples has the same codes, and
stands behind.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from catalog_loader.readers.reader import Source
from catalog_loader.readers.toolkit.cells import Body, Cells, Columns
from catalog_loader.readers.toolkit.tables import Row, Table

NEEDED = ("ps_product_name", "ps_price")
"""The columns without which this is no template."""

_LAST_INSTRUCTION = 5
"""How many rows below the codes may be instructions."""
_MAX_CATEGORIES = 20_000
_NUMBER = re.compile(r"\d[\d.,]*")
_CHANNEL = re.compile(r"channel_id_(\d+)")
_NUMBERED = re.compile(r"\d+\s*-\s*")
_KILOGRAMS = re.compile(r"\bkgs?\b|kilogram\w*|公斤|千克|กก\.?|กิโลกรัม", re.IGNORECASE)
_GRAMS = re.compile(r"\b(?:g|gr|grams?|gam)\b|公克|克|กรัม", re.IGNORECASE)
_CENTIMETRES = re.compile(r"\bcm\b|centim|sentim|公分|厘米|ซม|เซนติเมตร", re.IGNORECASE)
# Channels are numbered by market.
_MARKETS = {
    "1": "SG", "2": "MY", "3": "TW", "4": "PH", "5": "VN", "7": "TH", "8": "ID", "9": "BR",
}  # fmt: skip
_TRADITIONAL = frozenset("價稱庫圖號關類選項數貨寬應條碼啟這個們說請時間規")
_SIMPLIFIED = frozenset("价称库图号关类选项数货宽应条码启这个们说请时间规") - _TRADITIONAL
_VIETNAMESE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
# Words of each language that the others written in the same letters do not use.
_WORDS = {
    "en": "the and of for with product name required optional weight",
    "id": "deskripsi induk varian foto opsional sampul kode dikirim bahan ukuran bisa kami tinggi "
    "harga untuk dan wajib lebar",
    "ms": "huraian penerangan gambar pilihan utama mandatori kod saiz kualiti percuma boleh tinggi "
    "harga untuk dan wajib lebar",
    "pt": "produto descrição preço estoque imagem categoria peso altura largura nome para com de "
    "obrigatório opcional",
}
_WORDS_OF = {language: frozenset(words.split()) for language, words in _WORDS.items()}


@dataclass(frozen=True, slots=True)
class Template:
    """A template with goods in it."""

    body: Body
    below: int
    """The last row of its instructions."""
    labels: dict[str, str]
    """What each column is called in the seller's language, where the template says it."""
    help: dict[str, str]
    """All that the instructions say of each column."""
    samples: str
    """Titles and descriptions of the first goods."""

    @property
    def weight_unit(self) -> str:
        """The unit of weights, which differs by market; "" where the template does not say."""
        said = self.help.get("ps_weight", "")
        rest = _KILOGRAMS.sub("", said)
        if rest != said:
            return "" if _GRAMS.search(rest) else "kg"
        return "g" if _GRAMS.search(rest) else ""

    @property
    def size_unit(self) -> str:
        """The unit of lengths, "" where the template does not say."""
        said = " ".join(self.help.get(f"ps_{side}", "") for side in ("length", "width", "height"))
        return "cm" if _CENTIMETRES.search(said) else ""

    @property
    def channels(self) -> list[str]:
        """The columns of the ways to send goods."""
        return [code for code in self.body.columns.names if _CHANNEL.fullmatch(code)]

    @property
    def language(self) -> str:
        """The language of the goods, else that of the template; English where neither shows."""
        return _language(self.samples) or _language(" ".join(self.labels.values())) or "en"

    @property
    def country(self) -> str:
        """The market by its ways to send goods, else by its writing; "" where neither shows."""
        markets = {_CHANNEL.sub(r"\1", code)[:1] for code in self.channels}
        if len(markets) == 1 and (market := _MARKETS.get(markets.pop())):
            return market
        words = self.samples + " ".join(self.labels.values())
        return "TW" if _count(words, _TRADITIONAL) > _count(words, _SIMPLIFIED) else ""


def template_of(source: Source) -> Template | None:
    """The first sheet that has a template's columns, None where none has."""
    for table in source.tables:
        for row in table.preview:
            names = [_code(cell) for cell in row.cells]
            columns = Columns.of(names)
            if not columns.missing(*NEEDED):
                return _template(Body(table, row, columns), table)
    return None


def categories_of(source: Source) -> dict[str, str]:
    """The names of categories by number, from the sheet that lists them."""
    found: dict[str, str] = {}
    for table in source.tables:
        for row in table.preview:
            columns = Columns.of([_code(cell) for cell in row.cells])
            if columns.missing("et_title_category_id", "et_title_category_name"):
                continue
            for cells in Body(table, row, columns).rows():
                if len(found) >= _MAX_CATEGORIES:
                    return found
                if isinstance(cells, Cells) and cells["et_title_category_id"].isdecimal():
                    name = category_name(cells["et_title_category_name"])
                    found[cells["et_title_category_id"]] = name
            return found
    return found


def category_name(text: str) -> str:
    """A category without the number that stands before it."""
    return _NUMBERED.sub("", text, count=1) if _NUMBERED.match(text) else text


def _template(body: Body, table: Table) -> Template:
    below = body.header.number
    last = below + _LAST_INSTRUCTION
    labels: dict[str, str] = {}
    said: dict[str, list[str]] = {}
    samples = []
    for row in table.preview:
        if row.number <= body.header.number:
            continue
        cells = body.columns.cells(row.number, row.cells)
        if row.number > last or _is_goods(cells):
            samples.append(cells["ps_product_name"] + " " + cells["ps_product_description"])
            last = 0  # what follows goods is goods
            continue
        below = row.number
        named = _named(body.columns.names, row)
        if not labels and all(cells[code] for code in NEEDED):
            labels = named
        for code, text in named.items():
            said.setdefault(code, []).append(text)
    texts = {code: " ".join(parts) for code, parts in said.items()}
    return Template(body, below, labels, texts, " ".join(samples))


def _is_goods(cells: Cells) -> bool:
    """Whether a row near the top is one of goods: it has a number or a picture where those go."""
    numbers = (cells[code] for code in ("ps_price", "ps_stock", "ps_weight"))
    return any(_NUMBER.fullmatch(text) for text in numbers) or cells[
        "ps_item_cover_image"
    ].startswith("http")


def _code(cell: str) -> str:
    """A column's code without the marks behind it: `channel_id.8003|0|0` is `channel_id_8003`."""
    return re.sub(r"\.(?=\d+$)", "_", cell.partition("|")[0].strip())


def _named(codes: Sequence[str], row: Row) -> dict[str, str]:
    return {code: text for code, text in zip(codes, row.cells, strict=False) if code and text}


def _language(text: str) -> str:
    """The language of a text, "" where too little of it shows."""
    letters = sum(char.isalpha() for char in text)
    if 4 * sum("\u0e00" <= char <= "\u0e7f" for char in text) > letters:
        return "th"
    if 4 * sum("\u4e00" <= char <= "\u9fff" for char in text) > letters:
        return "zh"
    if 40 * len(_VIETNAMESE.findall(text)) > letters:
        return "vi"
    words = re.findall(r"[^\W\d_]+", text.lower())
    counts = {name: sum(word in known for word in words) for name, known in _WORDS_OF.items()}
    best = max(counts, key=lambda name: counts[name])
    rivals = [count for name, count in counts.items() if name != best]
    return best if counts[best] > max(2, *rivals) else ""


def _count(text: str, chars: frozenset[str]) -> int:
    return sum(char in chars for char in text)
